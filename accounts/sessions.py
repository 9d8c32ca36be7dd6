"""Sessions that know whose they are and when that person signed in, so that they can be listed, ended, and go with the account."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.sessions.backends import db
from django.utils import timezone

SIGNED_IN_AT = "signed_in_at"


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls):
        from accounts.models import Session  # the middleware loads this module before the models are there

        return Session

    def create_model_instance(self, data):
        _note_sign_in(data)
        return _with_owner(super().create_model_instance(data), data)

    async def acreate_model_instance(self, data):
        _note_sign_in(data)
        return _with_owner(await super().acreate_model_instance(data), data)


def _note_sign_in(data: dict) -> None:
    if SESSION_KEY in data:
        data.setdefault(SIGNED_IN_AT, timezone.now().timestamp())


def _with_owner(session, data: dict):
    if SESSION_KEY in data:
        session.owner_id = int(data[SESSION_KEY])
        session.signed_in_at = datetime.fromtimestamp(data[SIGNED_IN_AT], UTC)
    return session


def signed_in_within(request, seconds: float) -> bool:
    """Whether the person of this request has proved who they are in this very session so lately."""
    return timezone.now().timestamp() - request.session.get(SIGNED_IN_AT, 0) < seconds


def person_of(key: str | None):
    """Who is signed in by the session with this key, as it stands now, or None: it may have ended since a socket was opened by it,
    by signing out, from another device or with a new password, and the account may be closed."""
    person = get_user(SimpleNamespace(session=SessionStore(key)))
    return person if person.is_authenticated else None
