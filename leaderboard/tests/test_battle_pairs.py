"""Which pairs come up: newcomers at once, near their level, and the rows say the same as the simulation's lists."""

from collections import Counter
from random import Random

import pytest

from bench.battle_world import Board
from leaderboard.battle_pairs import choose
from leaderboard.battle_pool import RowPool
from leaderboard.models import BattleVote, SharedResult
from leaderboard.ratings import Rating


def board(*ratings):
    return Board(dict(enumerate(ratings)), {key: -1 - key for key in range(len(ratings))})


def in_integers(looks):
    return [look._replace(id=look.id.int) for look in looks]


def test_it_works():
    """A newcomer among a hundred well-known looks is in most battles, whoever judges."""
    known = board(Rating(), *(Rating(20 + number / 10, 1.5 + number / 1000) for number in range(100)))
    chance = Random(1)
    pairs = [choose(known, chance) for _ in range(200)]
    met = Counter(look.id for pair in pairs for look in pair)
    assert met[0] > 150
    assert len(met) > 30  # against many different ones


def test_opponents_are_of_about_the_same_level():
    known = board(*(Rating(number / 4, 1.0) for number in range(200)))
    chance = Random(1)
    gaps = sorted(abs(first.mean - second.mean) for first, second in (choose(known, chance) for _ in range(200)))
    assert gaps[100] < 2
    assert gaps[-1] < 8


@pytest.mark.django_db
def test_rows_and_lists_give_the_same_candidates(alice, bob, put_on_board):
    for number in range(12):
        put_on_board(bob, "boho", rating_mean=25 + number // 3, rating_deviation=8 - number % 4)
    put_on_board(alice, "boho")
    put_on_board(bob, "formal")
    rows = SharedResult.objects.filter(label="boho")
    ratings = {row.pk.int: Rating(row.rating_mean, row.rating_deviation) for row in rows}
    lists = Board(ratings, {row.pk.int: row.owner_id for row in rows}, voter=alice.pk)
    pool = RowPool(alice, "boho")
    assert in_integers(pool.uncertain(5)) == lists.uncertain(5)
    for mean in (20.0, 25.0, 26.0, 26.5, 40.0):
        assert in_integers(pool.near(mean, 4)) == lists.near(mean, 4)
    first, second, third = sorted(rows.filter(owner=bob).values_list("pk", flat=True))[:3]
    BattleVote.objects.create(voter=alice, label="boho", low=first, high=second)
    BattleVote.objects.create(voter=bob, label="boho", low=first, high=third)
    assert pool.judged(first, [second, third]) == {second}
    assert pool.judged(second, [first, third]) == {first}
    assert pool.recent() == {first, second}
