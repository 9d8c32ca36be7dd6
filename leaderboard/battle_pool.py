"""One style's visible looks as a voter may meet them: the rows behind `battle_pairs`, each question one index scan."""

from uuid import UUID

from django.db.models import Q

from leaderboard.battle_pairs import Contender
from leaderboard.models import BattleVote, SharedResult

COLUMNS = ("id", "owner_id", "rating_mean", "rating_deviation")
RECENT = 10  # votes


class RowPool:
    def __init__(self, user, label: str):
        self.user = user
        self.looks = SharedResult.objects.visible().filter(label=label).exclude(owner=user).heard_by(user)

    def uncertain(self, number: int) -> list[Contender]:
        return _contenders(self.looks.order_by("-rating_deviation", "id"), number)

    def near(self, mean: float, number: int) -> list[Contender]:
        above = self.looks.filter(rating_mean__gte=mean).order_by("rating_mean", "id")
        below = self.looks.filter(rating_mean__lt=mean).order_by("-rating_mean", "-id")
        return _contenders(above, number) + _contenders(below, number)

    def judged(self, first: UUID, others: list[UUID]) -> set[UUID]:
        pairs = BattleVote.objects.filter(voter=self.user).filter(Q(low=first, high__in=others) | Q(high=first, low__in=others))
        return {pk for pair in pairs.values_list("low", "high") for pk in pair if pk != first}

    def recent(self) -> set[UUID]:
        votes = BattleVote.objects.filter(voter=self.user).order_by("-created_at").values_list("low", "high")[:RECENT]
        return {pk for pair in votes for pk in pair}


def _contenders(looks, number: int) -> list[Contender]:
    return [Contender(*row) for row in looks.values_list(*COLUMNS)[:number]]
