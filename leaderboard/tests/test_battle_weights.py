"""How much a vote counts, rule by rule, and what all of them do to a ring."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from leaderboard import battle_services
from leaderboard.battle_evidence import case_of
from leaderboard.battle_tokens import Pair
from leaderboard.battle_weights import RULES, Case, Earlier, Voter, weigh
from leaderboard.models import BattleVote, Follow
from leaderboard.ratings import Rating, judge

NOW = datetime(2026, 5, 20, tzinfo=UTC)


def voter(pk, days):
    return Voter(pk, NOW - timedelta(days=days))


EVERYBODY = [voter(pk, 30 + 10 * pk) for pk in range(1, 31)]
US = voter(99, 200.5)


def case(person=US, wins=(), losses=(), crowd=EVERYBODY, choices=(), **fields):
    sides = tuple([Earlier(one, NOW) for one in side] for side in (wins, losses))
    return Case(person, NOW, sides, crowd, list(choices), **fields)


def test_it_works():
    assert weigh(case(wins=EVERYBODY, losses=EVERYBODY, choices=[True] * 30 + [False] * 20)) == (1, "")


@pytest.mark.parametrize(("days", "weight"), [(0, 0.1), (7, 0.55), (14, 1), (1000, 1)])
def test_new_accounts_count_little(days, weight):
    assert weigh(case(voter(99, days)))[0] == pytest.approx(weight)


def test_accounts_made_together_that_agree_count_less_and_less():
    ring = [voter(100 + number, 200.5) for number in range(20)]
    weights = [weigh(case(wins=ring[:number]))[0] for number in range(20)]
    assert weights[0] == 1
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) < 2
    assert weigh(case(losses=ring[:5]))[1] == "together"  # against a look too


def test_where_everybody_is_new_nobody_stands_out():
    founders = [voter(pk, 1) for pk in range(30)]
    assert weigh(case(voter(99, 1), wins=founders[:20], crowd=founders))[1] == "young"
    assert weigh(case(voter(99, 1), wins=founders[:20]))[1] == "young crowd together"


def test_the_same_look_again_and_again():
    assert weigh(case(wins=[US] * 3)) == (0.125, "again")
    assert weigh(case(losses=[US])) == (0.5, "again")


def test_who_waits_for_one_look_and_who_is_against_everybody():
    assert weigh(case(choices=[None] * 45 + [True] * 5)) == (pytest.approx(0.2), "choosy")
    assert weigh(case(choices=[None] * 10 + [True] * 10)) == (1, "")
    assert weigh(case(choices=[False] * 50)) == (0.05, "contrary")
    assert weigh(case(choices=[False] * 19)) == (1, "")


def test_a_vote_that_every_rule_lowers_is_kept_with_all_their_names():
    ring = [voter(pk, 1) for pk in range(100, 110)]
    suspect = voter(99, 1)
    _, reason = weigh(case(suspect, wins=[*ring, suspect], choices=[None] * 40 + [False] * 20, acquainted=True))
    assert reason.split() == list(RULES)
    assert len(reason) <= BattleVote._meta.get_field("reason").max_length


def test_half_a_vote_says_half_as_much():
    new = Rating()
    full, half = judge(new, new)[0], judge(new, new, 0.5)[0]
    assert half.mean - new.mean == pytest.approx((full.mean - new.mean) / 2)
    assert 1 / half.deviation**2 - 1 / new.deviation**2 == pytest.approx((1 / full.deviation**2 - 1 / new.deviation**2) / 2)
    assert judge(new, new, 0) == (new, new)


@pytest.mark.django_db
def test_the_log_tells_what_the_rules_ask(make_person, put_on_board):
    now = timezone.now()
    owners = [make_person(name, date_joined=now - timedelta(days=100)) for name in ("dora", "emil", "fay")]
    us, other = (make_person(name, date_joined=now - timedelta(days=days)) for name, days in (("us", 50), ("other", 80)))
    first, second, third = (put_on_board(owner, "boho") for owner in owners)
    for person, winner, loser in ((us, first, second), (other, first, third), (us, second, third), (other, third, second)):
        battle_services.cast_vote(user=person, pair=Pair(winner.pk, loser.pk), winner=winner.pk)
    battle_services.cast_vote(user=us, pair=Pair(first.pk, third.pk), winner=None)
    found = case_of(us, first, second, now)
    assert [[earlier.voter.pk for earlier in side] for side in found.sides] == [[other.pk, us.pk], [other.pk, us.pk]]
    assert found.choices[0] is None
    assert len(found.choices) == 3
    assert not found.acquainted
    Follow.objects.create(follower=owners[1], followed=us)
    assert weigh(case_of(us, first, second, now))[1] == "again friend"
    third.delete()
    gone = case_of(us, first, second, now)
    assert gone.choices == [None, True], "a pair with a look that is gone tells nothing; a pass does"
    assert [[earlier.voter.pk for earlier in side] for side in gone.sides] == [[other.pk, us.pk], [other.pk, us.pk]], "the votes stay"


def test_a_ring_in_a_small_world():
    from bench.battle_simulation import correlation_of, ring_of

    assert correlation_of(1, looks=120)["correlation"] > 0.7
    with_, without = (ring_of(1, "honest", 60, defended, looks=120, days=1, a_day=100) for defended in (True, False))
    assert with_["percentile"] < 0.9 <= without["percentile"]
