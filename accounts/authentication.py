"""API calls by token: `Authorization: Token eva_...`."""

from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import ApiToken
from accounts.services import note_token_use, token_digest


class TokenAuthentication(BaseAuthentication):
    """The token's owner, as long as the token is not revoked and the account is active."""

    keyword = "Token"

    def authenticate(self, request):
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != self.keyword.lower().encode():
            return None
        try:
            (secret,) = (word.decode("ascii") for word in words[1:])
        except ValueError:  # not one word, or not ASCII
            raise AuthenticationFailed(_("Send one token: Authorization: Token eva_..."), "invalid_token") from None
        token = ApiToken.objects.select_related("owner").filter(digest=token_digest(secret), owner__is_active=True).first()
        if token is None:
            raise AuthenticationFailed(_("This token is unknown or has been revoked."), "invalid_token")
        note_token_use(token=token)
        return token.owner, token

    def authenticate_header(self, request):
        return self.keyword


def by_token_too(view):
    """Of a page: who calls with a token that holds is its owner, as in the API. With another one they are a stranger."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            found = TokenAuthentication().authenticate(request)
        except AuthenticationFailed:
            found = AnonymousUser(), None
        if found is not None:
            request.user = found[0]
        return view(request, *args, **kwargs)

    return wrapped


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token eva_...`, made in your profile."}
