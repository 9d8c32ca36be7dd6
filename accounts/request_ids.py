"""For which request, socket or job the code is at work: an id that the answer and every log line carry."""

import re
import secrets
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id, or "" where nobody asked for the work."""
    return _current.get()


def choose(named: str) -> str:
    """What a proxy of ours named the request, if that is plain (it will stand in logs); else a new id."""
    if settings.REST_FRAMEWORK["NUM_PROXIES"] and WELL_FORMED.fullmatch(named):
        return named
    return secrets.token_hex(8)


@contextmanager
def working_for(request_id: str):
    """What runs inside, in threads that copy the context too, works for that id."""
    before = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(before)
