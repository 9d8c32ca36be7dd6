"""How much a vote counts. A table of rules, each a factor from 0 to 1; the vote keeps the product and the rules' names.

They look at what a ring of accounts cannot help doing: being made at the same time, being new, choosing the same look again
and again, and passing by what is not theirs. None of them hinders a vote, none is told to the voter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from leaderboard import trust

TOGETHER = timedelta(days=1)  # accounts made within it may be one person's
LOOK_BACK = 100  # votes of a look
OWN_LOOK_BACK = 50  # votes of the voter
ENOUGH = 20  # votes of the voter before they say anything about the voter


class Voter(NamedTuple):
    pk: int
    date_joined: datetime


class Earlier(NamedTuple):
    """A vote of the past that a look won, or that it lost. The account may be gone."""

    voter: Voter | None
    voted: datetime


@dataclass(frozen=True)
class Case:
    """A vote to be weighed: `sides` are the winner's wins and the loser's losses so far, newest first.

    `crowd`: who voted lately, everybody once. `choices`: what became of the voter's last pairs: None where they passed, else
    whether the look that they chose is rated above the other by now. `acquainted`: the voter and an owner of the two looks
    follow one another, or one the other.
    """

    voter: Voter
    now: datetime
    sides: tuple[list[Earlier], list[Earlier]]
    crowd: list[Voter]
    choices: list[bool | None]
    acquainted: bool = False

    def _crowded(self, is_one) -> float:
        """1 / (1 + how many more of a kind stand on a side than their share of all voters explains); the worse of both sides."""
        sides = [[one.voter for one in side if one.voter and one.voter.pk != self.voter.pk] for side in self.sides]
        found = [sum(map(is_one, side)) for side in sides]
        if not any(found):
            return 1.0
        others = [voter for voter in self.crowd if voter.pk != self.voter.pk]
        share = sum(map(is_one, others)) / len(others) if others else 0
        return 1 / (1 + max(0.0, *(number - share * len(side) for number, side in zip(found, sides, strict=True))))


def _young(case: Case) -> float:
    return trust.weight(case.voter.date_joined, case.now)


def _many_young(case: Case) -> float:
    """Young accounts that crowd behind one look, or against it."""

    def is_young(voter):
        return trust.weight(voter.date_joined, case.now) < 1

    return case._crowded(is_young) if is_young(case.voter) else 1.0


def _made_together(case: Case) -> float:
    """Accounts made at about the same time as the voter's that choose as the voter does; cubed: all of them weigh about one vote."""
    return case._crowded(lambda voter: abs(voter.date_joined - case.voter.date_joined) <= TOGETHER) ** 3


def _again(case: Case) -> float:
    """The same voter for, or against, the same look: half as much each time."""
    return min(0.5 ** sum(earlier.voter is not None and earlier.voter.pk == case.voter.pk for earlier in side) for side in case.sides)


def _choosy(case: Case) -> float:
    """Who passes by most pairs waits for one."""
    if len(case.choices) < ENOUGH:
        return 1.0
    return min(1.0, 2 * (1 - case.choices.count(None) / len(case.choices)))


def _contrary(case: Case) -> float:
    """Who mostly chooses what everybody else finds the worse one: by chance alone it would be every second time."""
    right, wrong = case.choices.count(True), case.choices.count(False)
    if right + wrong < ENOUGH:
        return 1.0
    return min(1.0, max(0.05, (right / (right + wrong) - 0.3) / 0.2))


def _acquainted(case: Case) -> float:
    return 0.5 if case.acquainted else 1.0


RULES = {
    "young": _young,
    "crowd": _many_young,
    "together": _made_together,
    "again": _again,
    "choosy": _choosy,
    "contrary": _contrary,
    "friend": _acquainted,
}


def weigh(case: Case) -> tuple[float, str]:
    """(weight from 0 to 1, the names of the rules that lowered it)."""
    factors = {name: rule(case) for name, rule in RULES.items()}
    weight = 1.0
    for factor in factors.values():
        weight *= factor
    return weight, " ".join(name for name, factor in factors.items() if factor < 1)
