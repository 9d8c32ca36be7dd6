"""Names for pairs that tell nothing: who holds one can judge that pair, as that person, for a while, and no other.

Encrypted, not only signed: an id inside would lead to the look's page, and the battle would be blind no more.
"""

from base64 import urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

LIFETIME_S = 1800
_ID = 16  # bytes


class BadToken(Exception):
    """Nobody's, somebody else's, or too old."""


class Pair(NamedTuple):
    """Two results as one voter sees them. `asked`: the style that was wanted, "" for any."""

    left: UUID
    right: UUID
    asked: str = ""

    @property
    def in_order(self) -> tuple[UUID, UUID]:
        """(low, high), as a vote keeps them."""
        return tuple(sorted((self.left, self.right)))


def seal(user, pair: Pair) -> str:
    text = pair.left.bytes + pair.right.bytes + f"{user.pk} {pair.asked}".encode()
    return _cipher().encrypt(text).decode()


def unseal(user, token: str) -> Pair:
    """Raises BadToken."""
    try:
        text = _cipher().decrypt(token.encode(), ttl=LIFETIME_S)
    except (InvalidToken, UnicodeEncodeError):
        raise BadToken from None
    left, right = (UUID(bytes=text[place : place + _ID]) for place in (0, _ID))
    voter, _space, asked = text[2 * _ID :].decode().partition(" ")
    if voter != str(user.pk):
        raise BadToken
    return Pair(left, right, asked)


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(salted_hmac("battle", "", key, algorithm="sha256").digest())) for key in keys])
