"""Battles: which pair a person is shown, and their vote. The vote log is the truth, ratings follow from it."""

from dataclasses import dataclass
from random import SystemRandom
from uuid import UUID

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User
from accounts.refused import Refused
from accounts.services import hold_people
from analysis import styles
from leaderboard import battle_tokens, rising
from leaderboard.battle_evidence import case_of
from leaderboard.battle_pairs import choose
from leaderboard.battle_pool import RowPool
from leaderboard.battle_tokens import BadToken, Pair
from leaderboard.battle_weights import weigh
from leaderboard.boards import board_styles
from leaderboard.models import BattleVote, SharedResult
from leaderboard.ratings import Rating, judge

# Held shared by every vote, alone by who recomputes the ratings. (Any number that nobody else uses.)
VOTES_LOCK = 7_320_001
RATED = ["rating_mean", "rating_deviation", "rating_bound", "battle_count"]
_chance = SystemRandom()


@dataclass(frozen=True)
class Battle:
    """A pair as its voter sees it; only the token leaves the server before the choice."""

    token: str
    left: SharedResult
    right: SharedResult

    @property
    def style(self) -> styles.Style:
        return self.left.style


def next_pair(*, user: User, label: str = "") -> Battle | None:
    """Two looks of a style, or of any, that the user has not judged; None where there are none left.

    The same pair until it is judged or skipped: nobody leafs through pairs until theirs comes up.
    """
    battle = _pending(user, label)
    if battle is not None:
        return battle
    labels = [label] if label else [style.key for style in board_styles()]
    for style in _chance.sample(labels, len(labels)):
        found = choose(RowPool(user, style), _chance)
        if found:
            left, right = _chance.sample([look.id for look in found], 2)
            token = battle_tokens.seal(user, Pair(left, right, label))
            cache.set(_key(user, label), token, battle_tokens.LIFETIME_S - 60)
            return open_battle(user=user, token=token)
    return None


def _pending(user, label):
    token = cache.get(_key(user, label))
    try:
        battle = token and open_battle(user=user, token=token)
    except BadToken:
        return None
    if battle and not BattleVote.objects.filter(voter=user, **_ids(battle_tokens.unseal(user, token))).exists():
        return battle
    return None


def open_battle(*, user: User, token: str) -> Battle | None:
    """The pair behind a token; None if one of the two has left the board since.

    Raises:
        BadToken: the token is not this user's, or is too old.
    """
    pair = battle_tokens.unseal(user, token)
    looks = SharedResult.objects.with_pictures().visible().exclude(owner=user).heard_by(user).in_bulk([pair.left, pair.right])
    return Battle(token, looks[pair.left], looks[pair.right]) if len(looks) == 2 else None


def cast_vote(*, user: User, pair: Pair, winner: UUID | None) -> BattleVote:
    """Have the user choose one of the pair, or pass it by with None. What they once said of a pair stands.

    Both results are locked in the order of their ids before the vote gets its own: votes on a result have ids in the order
    in which they changed its rating, and `recompute_ratings` comes to the same numbers.

    Raises:
        Refused: "gone", one of the two has left the board.
        accounts.limits.TooOften: nothing has changed.
        ValueError: the winner is not of the pair.
    """
    if winner is not None and winner not in pair.in_order:
        raise ValueError(f"{winner} is not of the pair {pair.in_order}.")
    for action in ("vote", "vote_day"):
        limits.spend(user=user, action=action)
    with transaction.atomic():
        hold_people(user.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [VOTES_LOCK])
        looks = list(SharedResult.objects.filter(pk__in=pair.in_order).order_by("pk").select_for_update(no_key=True))
        vote = BattleVote.objects.filter(voter=user, **_ids(pair)).first()
        if vote is None:
            _refuse_gone(user, looks)
            vote = _record(user, pair, winner, {look.pk: look for look in looks})
    cache.delete_many([_key(user, label) for label in {pair.asked, "", vote.label}])
    return vote


def _refuse_gone(user, looks):
    if len(looks) < 2 or any(look.hidden or look.owner_id == user.pk for look in looks):
        raise Refused("gone", _("One of these two has just left the board. Here is another pair."))


def _record(user, pair, winner, looks):
    now = timezone.now()
    weight, reason = 1.0, ""
    if winner is not None:
        won, lost = looks.pop(winner), *looks.values()
        weight, reason = weigh(case_of(user, won, lost, now))
        ratings = judge(rating_of(won), rating_of(lost), weight)
        won.rising = rising.added(won.rising, now, weight)
        for look, rating in zip((won, lost), ratings, strict=True):
            set_rating(look, rating, look.battle_count + 1)
            look.save(update_fields=[*RATED, "rising"] if look is won else RATED)
        label = won.label
    else:
        label = looks[pair.left].label
    return BattleVote.objects.create(voter=user, label=label, winner=winner, weight=weight, reason=reason, **_ids(pair))


def rating_of(result: SharedResult) -> Rating:
    return Rating(result.rating_mean, result.rating_deviation)


def set_rating(result: SharedResult, rating: Rating, battles: int) -> None:
    result.rating_mean, result.rating_deviation = rating
    result.rating_bound, result.battle_count = rating.bound, battles


def _ids(pair: Pair) -> dict:
    low, high = pair.in_order
    return {"low": low, "high": high}


def _key(user, label: str) -> str:
    return f"battle:{user.pk}:{label}"
