"""Calendar weeks, from Monday's midnight in the site's time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_complete(now: datetime) -> date:
    """The Monday of the week that ended last."""
    return monday_of(timezone.localdate(now)) - WEEK


def bounds(monday: date) -> tuple[datetime, datetime]:
    """The first moment of a week, and the first one after it."""
    return tuple(timezone.make_aware(datetime.combine(day, time.min)) for day in (monday, monday + WEEK))
