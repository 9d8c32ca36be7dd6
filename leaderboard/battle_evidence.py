"""What the vote log knows about a vote that is to be weighed."""

from datetime import datetime
from random import Random

from django.core.cache import cache
from django.db.models import Q

from leaderboard.battle_weights import LOOK_BACK, OWN_LOOK_BACK, Case, Earlier, Voter
from leaderboard.models import BattleVote, Follow, SharedResult

CROWD = 300  # people, among the voters of
CROWD_VOTES = 5000
CROWD_LASTS_S = 600


def case_of(user, winner: SharedResult, loser: SharedResult, now: datetime) -> Case:
    decided = BattleVote.objects.filter(winner__isnull=False).order_by("-id")
    won = decided.filter(winner=winner.pk)
    lost = decided.filter(Q(low=loser.pk) | Q(high=loser.pk)).exclude(winner=loser.pk)
    owners = [winner.owner_id, loser.owner_id]
    return Case(
        voter=Voter(user.pk, user.date_joined),
        now=now,
        sides=(_earlier(won), _earlier(lost)),
        crowd=crowd(),
        choices=_choices(user),
        acquainted=Follow.objects.filter(Q(follower=user, followed__in=owners) | Q(follower__in=owners, followed=user)).exists(),
    )


def _earlier(votes) -> list[Earlier]:
    rows = votes.values_list("voter", "voter__date_joined", "created_at")[:LOOK_BACK]
    return [Earlier(pk and Voter(pk, joined), voted) for pk, joined, voted in rows]


def _choices(user) -> list[bool | None]:
    votes = list(BattleVote.objects.filter(voter=user).order_by("-created_at").values_list("winner", "low", "high")[:OWN_LOOK_BACK])
    looks = {pk for vote in votes if vote[0] for pk in vote[1:]}
    means = dict(SharedResult.objects.filter(pk__in=looks).values_list("pk", "rating_mean"))
    found = []
    for winner, low, high in votes:
        if winner is None:
            found.append(None)
        elif low in means and high in means:
            found.append(means[winner] >= means[low if winner == high else high])
    return found


def crowd() -> list[Voter]:
    """Who voted lately, at most CROWD of them by lot; a few minutes old."""
    return cache.get_or_set("battle:crowd", _read_crowd, CROWD_LASTS_S)


def _read_crowd() -> list[Voter]:
    votes = BattleVote.objects.filter(voter__isnull=False).order_by("-id").values_list("voter", "voter__date_joined")[:CROWD_VOTES]
    people = sorted({Voter(*row) for row in votes})
    return people if len(people) <= CROWD else Random(len(people)).sample(people, CROWD)  # noqa: S311
