"""Which two looks meet: the one whose rating is least certain, against one of about its own level.

Nobody can choose a pair, and a look cannot be made to meet more people than the others do: what was judged often is certain.
"""

from collections.abc import Iterable
from random import Random
from typing import NamedTuple, Protocol
from uuid import UUID

FIRSTS = 24  # of the least certain
OPPONENTS = 12  # above the level sought, and as many below


class Contender(NamedTuple):
    id: UUID
    owner: int
    mean: float
    deviation: float


class Pool(Protocol):
    """One style's looks, without those that the voter may not judge."""

    def uncertain(self, number: int) -> list[Contender]:
        """The least certain ones, by id among equals."""

    def near(self, mean: float, number: int) -> list[Contender]:
        """The `number` nearest at or above a mean, and as many below it, by id among equals."""

    def judged(self, first: UUID, others: list[UUID]) -> set[UUID]:
        """Those of the others whom the voter has met beside the first, skipped or not."""

    def recent(self) -> set[UUID]:
        """What the voter met in their last battles."""


def choose(pool: Pool, chance: Random) -> tuple[Contender, Contender] | None:
    """Two looks of different owners that the voter has not judged, or None where there are none left."""
    recent = pool.recent()
    # A newcomer among old hands is all but certain to be taken: with the fourth power its deviation weighs 20 times theirs.
    firsts = _shuffled(pool.uncertain(FIRSTS), 4, chance)
    for first in sorted(firsts, key=lambda look: look.id in recent):
        # Sought as far away as the truth may be (Thompson, Biometrika 1933): wide at first, near later.
        mean = chance.gauss(first.mean, first.deviation / 2)
        found = pool.near(mean, OPPONENTS)
        others = {look.id: look for look in found if look.id != first.id and look.owner != first.owner}
        for judged in pool.judged(first.id, list(others)):
            del others[judged]
        if others:
            return first, min(_shuffled(others.values(), 2, chance), key=lambda look: look.id in recent)
    return None


def _shuffled(looks: Iterable[Contender], power: float, chance: Random) -> list[Contender]:
    """In random order, early ones more likely the more uncertain they are (Efraimidis and Spirakis, 2006)."""
    return sorted(looks, key=lambda look: chance.random() ** (1 / look.deviation**power), reverse=True)
