"""The style diary: what a person wore on which day. For the person all their looks; for others what was shared under the name."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import formats, timezone

from accounts.models import User
from analysis.models import StyleAnalysis
from analysis.styles import Style
from analysis.styles import get as style_of
from leaderboard.models import SharedResult

MOST = 400  # looks of a month that are shown


@dataclass(frozen=True, slots=True)
class DiaryLook:
    """A look in the diary, where its page is, and its thumbnail with its size in pixels."""

    day: date
    style: Style
    address: str
    thumbnail: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the calendar; `in_month` is false for those of the months around it."""

    date: date
    in_month: bool
    is_today: bool
    looks: list[DiaryLook]


def looks_between(person: User, viewer, first: date, end: date) -> list[DiaryLook]:
    """The looks of the days from `first` to before `end`, in the site's time zone, oldest first, at most MOST."""
    span = midnight(first), midnight(end)
    if viewer.pk == person.pk:
        rows = StyleAnalysis.objects.filter(photo__owner=person, photo__created_at__gte=span[0], photo__created_at__lt=span[1])
        rows = rows.exclude(verdict=StyleAnalysis.Verdict.NO_OUTFIT).select_related("photo").defer("maps", "probabilities")
        return [_look(row, row.photo, row.photo.created_at) for row in rows.order_by("photo__created_at", "id")[:MOST]]
    rows = shared_by(person, viewer).filter(created_at__gte=span[0], created_at__lt=span[1])
    return [_look(row, row.photo, row.created_at) for row in rows.with_pictures().order_by("created_at", "id")[:MOST]]


def shared_by(person: User, viewer):
    """What others see of a person: shared under the name, and not hidden. (Their own hidden ones are in their looks.)"""
    return SharedResult.objects.of_person(person).visible_to(viewer).visible()


def month_of(person: User, viewer, month: date) -> list[list[Day]]:
    """The weeks of the month that begins on `month`, each of seven days."""
    by_day = {}
    for look in looks_between(person, viewer, month, month_after(month)):
        by_day.setdefault(look.day, []).append(look)
    weeks = calendar.Calendar(first_weekday()).monthdatescalendar(month.year, month.month)
    today = timezone.localdate()
    return [[Day(day, day.month == month.month, day == today, by_day.get(day, [])) for day in week] for week in weeks]


def first_weekday() -> int:
    """0 is Monday, as in `calendar`; Django's formats begin with Sunday."""
    return (formats.get_format("FIRST_DAY_OF_WEEK") - 1) % 7


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _look(row, photo, at) -> DiaryLook:
    return DiaryLook(
        timezone.localdate(at), style_of(row.label), row.get_absolute_url(), photo.url_thumb, photo.thumb_width, photo.thumb_height
    )
