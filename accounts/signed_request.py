"""Facebook's signed_request: `signature.payload`, both base64url, signed with the app's secret.

https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import time

LONGEST = 4096
LIFETIME_S = 86_400


class InvalidSignedRequest(ValueError):
    """It is malformed, too old, or was not signed by the provider."""


def read_user_id(signed_request: str, secret: str) -> str:
    """The provider's identifier of the person that the request is about.

    Raises:
        InvalidSignedRequest.
    """
    match = re.fullmatch(r"([\w-]+)\.([\w-]+)", signed_request, re.ASCII)
    if not match or len(signed_request) > LONGEST:
        raise InvalidSignedRequest("not two base64url parts")
    signature, payload = match.groups()
    expected = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(_decode(signature), expected):
        raise InvalidSignedRequest("the signature is wrong")
    try:
        data = json.loads(_decode(payload))
    except (ValueError, RecursionError) as error:
        raise InvalidSignedRequest("the payload is no JSON") from error
    if not isinstance(data, dict) or str(data.get("algorithm", "")).upper() != "HMAC-SHA256":
        raise InvalidSignedRequest("another algorithm")
    issued_at = data.get("issued_at")
    if type(issued_at) is not int or not -LIFETIME_S < time.time() - issued_at < LIFETIME_S:
        raise InvalidSignedRequest("not of today")
    user_id = data.get("user_id")
    if not isinstance(user_id, str) or not re.fullmatch(r"[0-9]{1,32}", user_id, re.ASCII):
        raise InvalidSignedRequest("no user_id")
    return user_id


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise InvalidSignedRequest("no base64") from error
