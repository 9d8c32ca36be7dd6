"""The ratings once more, from the vote log alone."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from leaderboard.battle_services import RATED, VOTES_LOCK, set_rating
from leaderboard.models import BattleVote, SharedResult
from leaderboard.ratings import Rating, judge

AT_ONCE = 2000


class Replay:
    """Ratings and battles of every result that ever was voted on. Those that are gone count too: their opponents' rest on them."""

    def __init__(self):
        self.ratings: dict[UUID, Rating] = {}
        self.battles: dict[UUID, int] = {}
        self.votes = 0
        self.last = 0

    def run(self, until: int | None = None) -> None:
        """Go on from the last vote, to the vote number `until`."""
        votes = BattleVote.objects.filter(id__gt=self.last, **({} if until is None else {"id__lte": until}))
        for pk, low, high, winner, weight in votes.order_by("id").values_list("id", "low", "high", "winner", "weight").iterator():
            self.votes, self.last = self.votes + 1, pk
            if winner is None:
                continue
            pair = (low, high) if winner == low else (high, low)
            after = judge(*(self.ratings.get(look, Rating()) for look in pair), weight)
            self.ratings.update(zip(pair, after, strict=True))
            for look in pair:
                self.battles[look] = self.battles.get(look, 0) + 1


def recompute_ratings(*, discarded: Iterable[str] = ()) -> tuple[int, int]:
    """Set every rating to what the vote log gives: (votes, results that were changed).

    People vote on while the log is read; they wait only for its last votes and the writing.

    Args:
        discarded: usernames whose votes shall count nothing any more. The log keeps them, and says so.
    """
    BattleVote.objects.filter(voter__username__in=list(discarded)).update(weight=0, reason="discarded")
    replay = Replay()
    replay.run(BattleVote.objects.order_by("-id").values_list("id", flat=True).first() or 0)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VOTES_LOCK])
        if BattleVote.objects.filter(id__lte=replay.last).count() != replay.votes:
            replay = Replay()  # one of a smaller number was committed after we had passed it
        replay.run()
        return replay.votes, _write(replay)


def _write(replay: Replay) -> int:
    changed, waiting = 0, []
    rows = SharedResult.objects.only("pk", *RATED).order_by().iterator(AT_ONCE)
    for result in rows:
        before = [getattr(result, name) for name in RATED]
        set_rating(result, replay.ratings.get(result.pk, Rating()), replay.battles.get(result.pk, 0))
        if before != [getattr(result, name) for name in RATED]:
            waiting.append(result)
            changed += 1
        if len(waiting) == AT_ONCE:
            SharedResult.objects.bulk_update(waiting, RATED)
            waiting = []
    SharedResult.objects.bulk_update(waiting, RATED)
    return changed
