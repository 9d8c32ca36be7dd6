"""Which results a board is about, the same for its page, its API and one's own place."""

from leaderboard.models import SharedResult, SharedResultQuerySet


def results(user, style: str, period: str) -> SharedResultQuerySet:
    """One style's results of a period, as this reader gets to see them in lists."""
    found = SharedResult.objects.with_pictures().visible().of_style(style).in_period(period)
    return found.heard_by(user) if user.is_authenticated else found
