"""The hall of fame: closing a week."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from leaderboard import weeks
from leaderboard.boards import board_styles
from leaderboard.models import Notification, SharedResult, WeekPlace
from leaderboard.notice_services import notify

PLACES = 3
# A podium is decided by blind battles where three looks have proven themselves in them, by Eva's tape elsewhere.
PROVEN_BATTLES = 5
MOST_MISSED = 8  # weeks
CLOSING_LOCK = 7_320_002


class NotOver(Exception):
    """The week still runs."""


def close_weeks() -> list[WeekPlace]:
    """`close_week` for the last complete week, and for those before it that passed while the site was down. Returns the new places."""
    last = weeks.last_complete(timezone.now())
    closed = WeekPlace.objects.filter(week__lt=last).order_by("-week").values_list("week", flat=True).first()
    missed = min(MOST_MISSED, (last - closed) // weeks.WEEK - 1) if closed else 0
    return [place for ago in range(missed, -1, -1) for place in close_week(monday=last - ago * weeks.WEEK)]


def close_week(*, monday: date) -> list[WeekPlace]:
    """Put the best looks that were shared in a week into the hall of fame, of each style and of all, and tell their owners.

    A week that was closed stays as it was, whatever happened to its looks since: called again, or twice at once, nothing is new.

    Args:
        monday: of the week.

    Returns:
        The new places.

    Raises:
        NotOver: the week has not ended.
        ValueError: the day is no Monday.
    """
    now = timezone.now()
    if monday.weekday():
        raise ValueError(f"{monday} is no Monday.")
    begins, ends = weeks.bounds(monday)
    if ends > now:
        raise NotOver(f"The week of {monday} has not ended.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLOSING_LOCK])
        if WeekPlace.objects.filter(week=monday).exists():
            return []
        shared = SharedResult.objects.visible().filter(created_at__gte=begins, created_at__lt=ends).select_related("owner")
        labels = ["", *(style.key for style in board_styles())]
        places = WeekPlace.objects.bulk_create(place for label in labels for place in _podium(monday, label, shared.of_style(label)))
        for place in places:
            details = {"week": monday.isoformat(), "label": place.label, "place": place.place}
            notify(recipient=place.result.owner, kind=Notification.Kind.HALL, result=place.result, details=details)
    return places


def _podium(monday, label, shared):
    ranking, by = "battles", "rating_bound"
    best = list(shared.filter(battle_count__gte=PROVEN_BATTLES).ranked(by)[:PLACES])
    if len(best) < PLACES:
        ranking, by = "score", "score"
        best = list(shared.ranked(by)[:PLACES])
    return [
        WeekPlace(week=monday, label=label, place=place, result=result, ranking=ranking, value=getattr(result, by))
        for place, result in enumerate(best, 1)
    ]
