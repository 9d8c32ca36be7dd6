"""How often a person may do a thing: one table, counted in Django's cache, so that with Redis every server counts together.

Windows slide: what the window before counted still counts by the share of it that lies within the last `seconds`
(the approximation that Cloudflare describes in "How we built rate limiting", 2017). Two counters a person and action,
each changed atomically, whatever the limit.
"""

import ipaddress
import math
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts.addresses import client_address
from accounts.models import User

# action: (number, seconds). The setting WRITE_LIMITS overrides single lines.
LIMITS = {
    "write": (600, 60),  # anything sent, whatever it is: over the lines below
    "sign_in": (30, 3600),
    "sign_in_address": (200, 3600),
    "sign_up": (30, 3600),
    "password_reset": (20, 3600),
    "code": (10, 900),
    "upload": (240, 3600),  # of a page's form; programs have THROTTLE_UPLOADS
    "faces": (600, 3600),  # likewise, and THROTTLE_FACES
    "share": (20, 3600),
    "preview": (60, 600),
    "unshare": (60, 3600),
    "caption": (30, 600),
    "like": (120, 60),
    "see": (240, 60),
    "vote": (90, 60),
    "vote_day": (200, 86_400),
    "bookmark": (120, 60),
    "collection": (30, 600),
    "comment": (20, 300),
    "comment_edit": (60, 600),
    "follow": (60, 600),
    "silence": (60, 600),
    "report": (20, 3600),
    "report_visitor": (5, 3600),
    "profile": (60, 600),
    "people_search": (60, 60),
    "notices": (240, 60),
    "export": (5, 3600),
}


class TooOften(Exception):
    """The limit of `action` is spent; after `retry_after_s` seconds there is room for one more."""

    def __init__(self, action: str, retry_after_s: int):
        super().__init__(f"{action}: again in {retry_after_s} s")
        self.action = action
        self.retry_after_s = retry_after_s


def limit_of(action: str) -> tuple[int, int]:
    """(number, seconds) of an action of LIMITS."""
    number, seconds = settings.WRITE_LIMITS.get(action, LIMITS[action])
    return number, seconds


def spend(*, action: str, user: User | None = None, address: str = "") -> None:
    """Count one `action` of a person, or of an address where nobody is signed in. What is refused is not counted.

    Raises:
        TooOften: that would be one too many; the caller changes nothing.
    """
    number, seconds = limit_of(action)
    window, passed = divmod(time.time(), seconds)
    who = f"address:{network(address)}" if user is None else f"person:{user.pk}"
    key, earlier = (f"limit:{action}:{who}:{int(window) - back}" for back in (0, 1))
    cache.add(key, 0, 2 * seconds)
    count = cache.incr(key)
    before = cache.get(earlier, 0)
    share = 1 - passed / seconds  # of the window before that still counts
    if before * share + count > number:
        cache.decr(key)
        raise TooOften(action, math.ceil(seconds * _wait(number, count, before, share)))


def spend_by(request: HttpRequest, *, action: str) -> None:
    """Count an `action` by person or else by address. Raises TooOften."""
    if request.user.is_authenticated:
        spend(action=action, user=request.user)
    else:
        spend(action=action, address=client_address(request))


def _wait(number, count, before, share):
    """In windows: until what counts of the windows before leaves room for one."""
    if count <= number:
        return share - (number - count) / before
    return share + 1 - (number - 1) / max(1, count - 1)


def network(address: str) -> str:
    """Who shares a limit: an IPv4 address; of IPv6 the /64, since a household has so many."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(parsed if parsed.version == 4 else ipaddress.ip_network((parsed, 64), strict=False))


def explain(error: TooOften) -> str:
    """What to tell the person."""
    if error.retry_after_s < 100:
        text = ngettext(
            "That was a lot at once. Take a breath: it goes on in %(number)d second.",
            "That was a lot at once. Take a breath: it goes on in %(number)d seconds.",
            error.retry_after_s,
        )
        return text % {"number": error.retry_after_s}
    minutes = math.ceil(error.retry_after_s / 60)
    text = ngettext(
        "That was a lot at once. Take a break: it goes on in %(number)d minute.",
        "That was a lot at once. Take a break: it goes on in %(number)d minutes.",
        minutes,
    )
    return text % {"number": minutes}
