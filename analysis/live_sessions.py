"""How many live streams may be open: by person, by address where nobody is signed in, of all visitors, and in all.

Counted in this process alone, whose cores they share. Only its event loop calls this.
"""

from collections import Counter

from django.conf import settings

_open = Counter()


def enter(scope: dict) -> tuple | None:
    """Count a stream in; None where a cap is reached. Whoever got a ticket gives it to `leave`, once."""
    user = scope.get("user")
    if user is not None and user.is_authenticated:
        ticket = (("all",), ("person", user.pk))
    else:
        ticket = (("all",), ("anonymous",), ("address", _address(scope)))
    if any(_open[place] >= settings.LIVE_SESSIONS[place[0]] for place in ticket):
        return None
    _open.update(ticket)
    return ticket


def leave(ticket: tuple) -> None:
    _open.subtract(ticket)
    for place in ticket:
        if not _open[place]:
            del _open[place]


def open_now() -> int:
    """All streams of this process."""
    return _open["all",]


def _address(scope):
    """As the API's throttles take it: NUM_PROXIES proxies of ours have each added to X-Forwarded-For."""
    proxies = settings.REST_FRAMEWORK["NUM_PROXIES"]
    forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin1")
    if proxies and forwarded:
        named = forwarded.split(",")
        return named[-min(proxies, len(named))].strip()
    return (scope.get("client") or [""])[0]
