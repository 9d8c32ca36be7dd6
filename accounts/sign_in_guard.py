"""How often signing in may be tried: by account, over all addresses, and by address, over all accounts.

django-axes stops ten wrong passwords for one name from one address. That leaves one name guessed from thousands of addresses,
and one password tried on thousands of names. An account closed to everybody would let anybody lock its owner out, so a device
on which the owner has signed in before has a count of its own (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

import secrets
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts import limits
from accounts.addresses import client_address
from accounts.models import User

COOKIE_AGE_S = 365 * 24 * 3600
MOST_ACCOUNTS = 5  # on one device
SALT = "accounts.device"


def find_account(name: str) -> User | None:
    """The account that a username or an e-mail, in any case of letters, names. A username cannot hold an @."""
    column = "email__iexact" if "@" in name else "username__iexact"
    return User.objects.filter(**{column: name}).first()


def attempt_key(request: HttpRequest | None, credentials: dict | None) -> str:
    """The name under which django-axes counts: the account's own, however it was typed."""
    typed = (credentials or {}).get("username") or (request.POST.get("username", "") if request is not None else "")
    typed = typed.replace("\0", "")
    account = find_account(typed) if typed else None
    return account.username if account else typed.lower()


def spend_attempt(*, request: HttpRequest, name: str) -> None:
    """Count one attempt to sign in under `name`, be there such an account or not.

    Raises:
        accounts.limits.TooOften: the password is not to be looked at.
    """
    limits.spend(action="sign_in_address", address=client_address(request))
    account = find_account(name)
    device = _read(request)
    if account is not None and account.pk in device["accounts"]:
        limits.spend(action="sign_in", address=f"device:{device['id']}")
    else:
        who = f"account:{account.pk}" if account else f"name:{sha256(name.lower().encode()).hexdigest()}"
        limits.spend(action="sign_in", address=who)


def remember_device(*, request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Leave a signed cookie: the account's owner has been here."""
    device = _read(request)
    accounts = [user.pk, *(pk for pk in device["accounts"] if pk != user.pk)][:MOST_ACCOUNTS]
    value = signing.dumps({"id": device["id"], "accounts": accounts}, salt=SALT)
    cookie = {"max_age": COOKIE_AGE_S, "secure": settings.PRODUCTION, "httponly": True, "samesite": "Lax"}
    response.set_cookie(settings.DEVICE_COOKIE_NAME, value, **cookie)


def _read(request):
    try:
        return signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=COOKIE_AGE_S)
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(12), "accounts": []}
