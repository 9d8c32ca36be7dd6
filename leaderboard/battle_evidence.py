"""What the vote log knows about a vote that is to be weighed."""

from datetime import datetime
from random import Random

from django.core.cache import cache
from django.db.models import OuterRef, Q, Subquery, Value

from leaderboard.battle_weights import LOOK_BACK, OWN_LOOK_BACK, Case, Earlier, Voter
from leaderboard.models import BattleVote, Follow, SharedResult

CROWD = 300  # people, among the voters of
CROWD_VOTES = 5000
CROWD_LASTS_S = 600


def case_of(user, winner: SharedResult, loser: SharedResult, now: datetime) -> Case:
    """Everything in three statements: a vote waits for each of them behind the lock of its two looks."""
    owners = [winner.owner_id, loser.owner_id]
    return Case(
        voter=Voter(user.pk, user.date_joined),
        now=now,
        sides=_sides(winner, loser),
        crowd=crowd(),
        choices=_choices(user),
        acquainted=Follow.objects.filter(Q(follower=user, followed__in=owners) | Q(follower__in=owners, followed=user)).exists(),
    )


def _sides(winner, loser) -> tuple[list[Earlier], list[Earlier]]:
    decided = BattleVote.objects.filter(winner__isnull=False)
    won = decided.filter(winner=winner.pk)
    lost = decided.filter(Q(low=loser.pk) | Q(high=loser.pk)).exclude(winner=loser.pk)
    found = ([], [])
    queries = [
        votes.annotate(side=Value(side)).order_by("-id").values_list("side", "id", "voter", "voter__date_joined", "created_at")[:LOOK_BACK]
        for side, votes in enumerate((won, lost))
    ]
    for side, _id, pk, joined, voted in sorted(queries[0].union(queries[1], all=True), key=lambda row: -row[1]):
        found[side].append(Earlier(pk and Voter(pk, joined), voted))
    return found


def _choices(user) -> list[bool | None]:
    means = [Subquery(SharedResult.objects.filter(pk=OuterRef(name)).values("rating_mean")) for name in ("low", "high")]
    votes = BattleVote.objects.filter(voter=user).annotate(low_mean=means[0], high_mean=means[1]).order_by("-created_at")
    found = []
    for winner, low, low_mean, high_mean in votes.values_list("winner", "low", "low_mean", "high_mean")[:OWN_LOOK_BACK]:
        if winner is None:
            found.append(None)
        elif low_mean is not None and high_mean is not None:
            found.append(low_mean >= high_mean if winner == low else high_mean >= low_mean)
    return found


def crowd() -> list[Voter]:
    """Who voted lately, at most CROWD of them by lot; a few minutes old."""
    return cache.get_or_set("battle:crowd", _read_crowd, CROWD_LASTS_S)


def _read_crowd() -> list[Voter]:
    votes = BattleVote.objects.filter(voter__isnull=False).order_by("-id").values_list("voter", "voter__date_joined")[:CROWD_VOTES]
    people = sorted({Voter(*row) for row in votes})
    return people if len(people) <= CROWD else Random(len(people)).sample(people, CROWD)  # noqa: S311
