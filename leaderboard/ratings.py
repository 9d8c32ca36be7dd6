"""How a battle moves two ratings: a look's rating is a belief about it, a mean and a deviation.

openskill's Thurstone-Mosteller model (Weng and Lin, "A Bayesian approximation method for online ranking", JMLR 2011).
A look does not change, so nothing is ever forgotten (tau = 0): the deviation only falls.
"""

from typing import NamedTuple

from openskill.models import ThurstoneMostellerFull

_MODEL = ThurstoneMostellerFull(tau=0.0)


class Rating(NamedTuple):
    mean: float = 25.0
    deviation: float = 25 / 3

    @property
    def bound(self) -> float:
        """What the look is worth at the least, three deviations below the mean: 0 for a new one."""
        return self.mean - 3 * self.deviation


def judge(winner: Rating, loser: Rating, weight: float = 1.0) -> tuple[Rating, Rating]:
    """Both ratings after a vote, the winner's first.

    Args:
        weight: 0 to 1; a vote of weight 0.5 moves the means half as far and says half as much
            (1 / deviation^2, the precision, grows half as much).
    """
    found = _MODEL.rate([[_model_rating(winner)], [_model_rating(loser)]])
    return tuple(
        _part_of_the_way(before, Rating(after.mu, after.sigma), weight) for before, (after,) in zip((winner, loser), found, strict=True)
    )


def _model_rating(rating: Rating):
    return _MODEL.create_rating([rating.mean, rating.deviation])


def _part_of_the_way(before: Rating, after: Rating, weight: float) -> Rating:
    if weight in (0, 1):
        return after if weight else before
    precision = (1 - weight) / before.deviation**2 + weight / after.deviation**2
    return Rating(before.mean + weight * (after.mean - before.mean), precision**-0.5)
