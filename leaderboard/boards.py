"""Which results a board is about, the same for its page, its API and one's own place."""

from django.conf import settings

from analysis import styles
from leaderboard.models import SharedResult, SharedResultQuerySet
from ml_models import presets


def results(user, style: str, period: str) -> SharedResultQuerySet:
    """One style's results of a period, as this reader gets to see them in lists."""
    found = SharedResult.objects.with_pictures().visible().of_style(style).in_period(period)
    return found.heard_by(user) if user.is_authenticated else found


def board_styles() -> list[styles.Style]:
    """The styles that the network in use can tell apart."""
    return [styles.get(label) for label in presets.load(settings.STYLE_PRESET).labels]


def known_style(text: str) -> str:
    """The key of a style of the board, "" for anything else."""
    return text if text in {style.key for style in board_styles()} else ""
