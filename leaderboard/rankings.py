"""The board's rankings. Another one is a line in RANKINGS, and an index where its field has none."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leaderboard import feed, rating_scale, rising
from leaderboard.models import Entry, SharedResult, SharedResultQuerySet

AROUND = 3  # how many ahead of one's own result, and behind it, are shown beside it


def in_words(key: str, value: float) -> str:
    """A value of the past: of Eva's tape or of battles."""
    if key == "battles":
        return _("%(points)s points") % {"points": number_format(rating_scale.points(value), force_grouping=True)}
    return f"{round(100 * value)}%"


def _score(result: SharedResult) -> str:
    return in_words("score", result.score)


def _likes(result: SharedResult) -> str:
    return ngettext("%(number)s like", "%(number)s likes", result.like_count) % {"number": number_format(result.like_count)}


def _points(result: SharedResult) -> str:
    if not result.battle_count:
        return _("no battle yet")
    return in_words("battles", result.rating_bound)


def _warmth(result: SharedResult) -> str:
    return _("warmth %(number)s") % {"number": number_format(rising.strength(result.rising, timezone.now()), 1)}


def _read(results: SharedResultQuerySet, user, by: str, place: tuple | None, ahead: bool, number: int) -> list[SharedResult]:
    """The `number` results next to a place (to the top without one), the nearest first, straight from an index."""
    if place is None:
        return list(results.ranked(by)[:number])
    rows = results.better_than(*place, by=by).ranked(by).reverse() if ahead else results.worse_than(*place, by=by).ranked(by)
    return list(rows[:number])


@dataclass(frozen=True, slots=True)
class Ranking:
    """`by`: the field whose greatest value is first; of equals the earlier result is ahead. `shown(result)`: the value in words.

    `has_ranks`: the order is a contest. One's own feed is none: it has no places, and nobody else has the same.
    """

    key: str
    name: str
    about: str
    by: str
    shown: Callable[[SharedResult], str]
    read: Callable[..., list[SharedResult]] = _read
    has_ranks: bool = True

    def entry(self, rank: int | None, result: SharedResult, capped: bool = False) -> Entry:
        rank, value = (rank, getattr(result, self.by)) if self.has_ranks else (None, None)
        return Entry(rank, result, capped, value, str(self.shown(result)))

    def own_entry(self, results: SharedResultQuerySet, user) -> Entry | None:
        """The user's best among these results and its rank, exact up to RANK_CAP."""
        found = results.own_place(user, self.by) if self.has_ranks else None
        return found and self.entry(*found)

    def around(self, results: SharedResultQuerySet, own: Entry) -> list[Entry]:
        """One's own entry between the nearest ahead of it and behind it. Beyond RANK_CAP nobody has a number."""
        place = own.result.place_by(self.by)
        ahead, behind = (self.read(results, None, self.by, place, side, AROUND) for side in (True, False))
        rows = [*ahead[::-1], own.result, *behind]
        first = own.rank - len(ahead)
        return [self.entry(None if own.capped else rank, row) for rank, row in enumerate(rows, first)]


RANKINGS = (
    Ranking("score", _("Eva's tape"), _("By how sure Eva is of the style."), "score", _score),
    Ranking(
        "likes",
        _("Likes"),
        _("By the share of people who like what they see, at the least: ninety of a hundred are ahead of one of one."),
        "like_bound",
        _likes,
    ),
    Ranking("battles", _("Battles"), _("By blind choices, two looks at a time. Few battles, few points."), "rating_bound", _points),
    Ranking("rising", _("Rising"), _("By likes and battles won lately: each counts half after two days."), "rising", _warmth),
    Ranking("followed", _("Following"), _("The newest of the people you follow."), "created_at", _score, feed.read, has_ranks=False),
)
DEFAULT = "score"

_by_key = {ranking.key: ranking for ranking in RANKINGS}


def get(key: str) -> Ranking:
    """A ranking by its key; KeyError where there is none."""
    return _by_key[key]
