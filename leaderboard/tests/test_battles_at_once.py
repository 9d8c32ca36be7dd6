"""Votes of many people at the same moment, in real threads against PostgreSQL; the log gives the ratings again."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.core.management import call_command
from django.utils import timezone

from leaderboard import battle_services
from leaderboard.battle_replay import recompute_ratings
from leaderboard.battle_services import RATED
from leaderboard.battle_tokens import Pair
from leaderboard.models import BattleVote, SharedResult

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(make_person):
    return [make_person(f"person{number}", date_joined=timezone.now() - timedelta(days=5 * number)) for number in range(8)]


@pytest.fixture
def looks(people, put_on_board):
    return [put_on_board(person, "boho") for person in people[:4]]


def ratings():
    return {row[0]: row[1:] for row in SharedResult.objects.values_list("pk", *RATED)}


def voting(user, winner, loser):
    return lambda: battle_services.cast_vote(user=user, pair=Pair(winner.pk, loser.pk), winner=winner.pk)


def test_it_works(people, looks, together):
    """Everybody judges every pair, all at once: each vote moves what the one before left."""
    jobs = [
        voting(person, *(pair if number % 3 else pair[::-1])) for number, person in enumerate(people[4:]) for pair in combinations(looks, 2)
    ]
    votes = together(*jobs)
    assert {type(vote) for vote in votes} == {BattleVote}
    assert BattleVote.objects.count() == len(jobs) == 24
    assert {result.battle_count for result in SharedResult.objects.all()} == {12}
    before = ratings()
    assert recompute_ratings() == (24, 0)
    assert ratings() == before


def test_a_double_click_counts_once(people, looks, together):
    votes = together(*[voting(people[7], *pair) for pair in ((looks[0], looks[1]), (looks[1], looks[0]))] * 3)
    assert len({vote.pk for vote in votes}) == len({vote.winner for vote in votes}) == 1
    assert {result.battle_count for result in SharedResult.objects.filter(pk__in=[looks[0].pk, looks[1].pk])} == {1}
    assert recompute_ratings() == (1, 0)


def test_ratings_rest_on_who_is_gone_too(people, looks):
    for number, pair in enumerate(combinations(looks, 2)):
        voting(people[4 + number % 3], *pair)()
    looks[1].delete()
    people[4].delete()
    before = ratings()
    assert BattleVote.objects.filter(voter=None).count() == 2
    assert recompute_ratings() == (6, 0)
    assert ratings() == before


def test_spoilt_ratings_are_mended(people, looks, capsys):
    voting(people[7], looks[0], looks[1])()
    right = ratings()
    SharedResult.objects.filter(pk=looks[0].pk).update(rating_mean=99, battle_count=7)
    SharedResult.objects.filter(pk=looks[3].pk).update(rating_bound=5)
    call_command("recompute_ratings")
    assert "1 votes replayed, 2 ratings changed" in capsys.readouterr().out
    assert ratings() == right


def test_a_rings_votes_can_be_discarded(people, looks):
    voting(people[7], looks[0], looks[1])()
    kept = ratings()
    voting(people[6], looks[2], looks[0])()
    call_command("recompute_ratings", discard=[people[6].username])
    after = ratings()
    assert {pk: row[:3] for pk, row in after.items()} == {pk: row[:3] for pk, row in kept.items()}
    assert BattleVote.objects.get(voter=people[6]).reason == "discarded"
