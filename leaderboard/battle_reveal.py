"""What a voter learns once they have chosen."""

from dataclasses import dataclass

from leaderboard.models import BattleVote, SharedResult
from leaderboard.rating_scale import points

MOST_OTHERS = 1000


@dataclass(frozen=True)
class Side:
    """One look of a judged pair; `result` is None when it has left the board since."""

    result: SharedResult | None
    is_winner: bool

    @property
    def points(self) -> int:
        return points(self.result.rating_bound)


@dataclass(frozen=True)
class Reveal:
    """`agreed_percent`: of the `others` who chose between the two, None where the voter is the first."""

    vote: BattleVote
    sides: tuple[Side, Side]
    others: int
    agreed_percent: int | None


def reveal(vote: BattleVote, left=None) -> Reveal:
    """`left`: the id of the look that was shown on the left; the chosen one without it."""
    left = left or vote.winner or vote.low
    right = vote.high if left == vote.low else vote.low
    looks = SharedResult.objects.with_pictures().visible_to(vote.voter).in_bulk([left, right])
    others = BattleVote.objects.filter(low=vote.low, high=vote.high, winner__isnull=False).exclude(pk=vote.pk)
    winners = list(others.values_list("winner", flat=True)[:MOST_OTHERS])
    agreed = round(100 * winners.count(vote.winner) / len(winners)) if winners and vote.winner else None
    return Reveal(vote, tuple(Side(looks.get(pk), pk == vote.winner) for pk in (left, right)), len(winners), agreed)
