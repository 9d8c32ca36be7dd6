"""How each provider is spoken to: social-core's own backends, asked for less, with state and, where they know it, PKCE.

Of a provider's answer three things are read: its identifier of the person, a name to make a username of, and an e-mail
address, this only if the provider does not doubt it. Neither tokens nor anything else is kept.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from social_core.backends.facebook import FacebookOAuth2
from social_core.backends.google import GoogleOAuth2
from social_core.backends.kakao import KakaoOAuth2
from social_core.backends.naver import NaverOAuth2
from social_core.backends.oauth import BaseOAuth2, BaseOAuth2PKCE
from social_core.exceptions import AuthResponseError


class SignIn:
    """Common to all. A subclass has USER_DATA_URL and `person(data)`, which gives id, name and email of the answer from there."""

    ID_KEY = "id"
    LEGACY_ID_KEYS = ()
    REDIRECT_STATE = False  # `state` itself is enough, and the registered address must match to the letter

    def get_key_and_secret(self):
        return settings.SIGN_IN_KEYS[self.name]

    def user_data(self, access_token, *args, **kwargs):
        data = self.get_json(self.USER_DATA_URL, headers={"Authorization": f"Bearer {access_token}"})
        if not isinstance(data, dict):
            raise AuthResponseError(self, code="malformed_response", stage="user_info")
        return self.person(data)

    def get_user_id(self, details, response):
        return response.get("id")

    def get_user_details(self, response):
        return {"fullname": _text(response.get("name")), "email": _email(response.get("email"))}


class Facebook(SignIn, FacebookOAuth2):
    """Its user data takes a proof made with the secret, so social-core's own request stays. It knows no PKCE beside a secret."""

    DEFAULT_SCOPE = ["email"]

    def user_data(self, access_token, *args, **kwargs):
        return FacebookOAuth2.user_data(self, access_token, *args, **kwargs)


class Google(SignIn, GoogleOAuth2, BaseOAuth2PKCE):
    name = "google"
    AUTHORIZATION_URL = "https://accounts.google.com/o/oauth2/v2/auth"
    ACCESS_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105
    USER_DATA_URL = "https://openidconnect.googleapis.com/v1/userinfo"

    def person(self, data):
        return {"id": data.get("sub"), "name": data.get("name"), "email": data.get("email_verified") is True and data.get("email")}


class Kakao(SignIn, KakaoOAuth2, BaseOAuth2PKCE):
    USER_DATA_URL = "https://kapi.kakao.com/v2/user/me"

    def auth_complete_params(self, state=None):
        """The standard's own, with the address and the PKCE verifier, which social-core leaves out here."""
        return BaseOAuth2PKCE.auth_complete_params(self, state)

    def person(self, data):
        account = _table(data.get("kakao_account"))
        profile = _table(account.get("profile")) or _table(data.get("properties"))
        trusted = account.get("is_email_valid") is True and account.get("is_email_verified") is True
        return {"id": data.get("id"), "name": profile.get("nickname"), "email": trusted and account.get("email")}


class Naver(SignIn, NaverOAuth2):
    USER_DATA_URL = "https://openapi.naver.com/v1/nid/me"

    def auth_headers(self):
        """The standard's own: social-core would repeat the secret in headers."""
        return BaseOAuth2.auth_headers(self)

    def person(self, data):
        answer = _table(data.get("response"))
        return {"id": answer.get("id"), "name": answer.get("nickname") or answer.get("name"), "email": answer.get("email")}


def _text(value) -> str:
    return value if isinstance(value, str) else ""


def _email(value) -> str:
    try:
        validate_email(value)
    except ValidationError:
        return ""
    return value


def _table(value) -> dict:
    return value if isinstance(value, dict) else {}
