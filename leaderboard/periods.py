"""The board's periods: how far back each looks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _days(number: int) -> Callable[[datetime], datetime]:
    return lambda now: now - timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Period:
    """`since(now)` is the first moment that counts; None: every moment does."""

    key: str
    name: str
    since: Callable[[datetime], datetime] | None


# A week and a month are the last 7 and 30 days, not calendar ones: a board that empties every Monday is no fun.
PERIODS = (
    Period("today", _("Today"), _midnight),
    Period("week", _("7 days"), _days(7)),
    Period("month", _("30 days"), _days(30)),
    Period("all", _("All time"), None),
)
DEFAULT = "all"

_by_key = {period.key: period for period in PERIODS}


def since(key: str) -> datetime | None:
    """The first moment of the period named `key`, today in the site's time zone; None for all time.

    Raises:
        KeyError: there is no such period.
    """
    start = _by_key[key].since
    return start and start(timezone.now())
