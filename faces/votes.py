"""Several looks at a face vote before it is named."""

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

AGREED, WINDOW = 3, 5  # so many of the last so many looks say the same
QUICK_S, CONFIRM_S = 0.15, 1.5  # between looks: while there is doubt, and to confirm


class Ballot(NamedTuple):
    """What one look said: the person, or None for unknown, and the distance to them."""

    person: UUID | None
    distance: float | None = None


class Verdict(NamedTuple):
    """`state`: "looking", "unknown" or "known"; `distance`: mean of the looks that agree."""

    state: str
    person: UUID | None = None
    distance: float | None = None


LOOKING = Verdict("looking")


def count(ballots: tuple[Ballot, ...]) -> Verdict:
    """What the last looks come to. One that differs changes nothing; without enough that agree there is no verdict."""
    for person in {ballot.person for ballot in ballots}:
        agreeing = [ballot for ballot in ballots if ballot.person == person]
        if len(agreeing) >= AGREED:
            if person is None:
                return Verdict("unknown")
            return Verdict("known", person, sum(ballot.distance for ballot in agreeing) / len(agreeing))
    return LOOKING


@dataclass(slots=True, eq=False)
class TrackVotes:
    """The looks at one tracked face. `ballots` is replaced, never changed: another thread may be reading it."""

    ballots: tuple[Ballot, ...] = ()
    due_s: float = 0.0  # when to look next
    crop: tuple = field(default=(), repr=False)  # chip and facts of the last look

    @property
    def verdict(self) -> Verdict:
        return count(self.ballots)

    def cast(self, ballot: Ballot, now: float) -> None:
        self.ballots = (*self.ballots, ballot)[-WINDOW:]
        verdict = self.verdict
        is_settled = verdict.state != "looking" and verdict.person == ballot.person
        self.due_s = now + (CONFIRM_S if is_settled else QUICK_S)

    def void(self, people: set[UUID]) -> None:
        """Looks that named one of these people do not count any more."""
        self.ballots = tuple(ballot for ballot in self.ballots if ballot.person not in people)


def most_overdue(tracks: list[tuple[int, TrackVotes]], now: float) -> int | None:
    """Whose turn it is to be looked at, if anybody's: one a frame, so that no frame takes much longer than another."""
    due = [(votes.due_s, track) for track, votes in tracks if votes.due_s <= now]
    return min(due)[1] if due else None
