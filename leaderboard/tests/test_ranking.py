"""Who is ahead of whom: scores, ties, styles, periods and one's own place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.utils import timezone

from leaderboard import periods
from leaderboard.models import SharedResult, results

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr(periods.timezone, "now", lambda: NOON)


def in_period(key):
    return set(SharedResult.objects.in_period(key))


def test_it_works(alice, bob, put_on_board):
    third, first, second = put_on_board(alice, score=0.5), put_on_board(bob, score=0.9), put_on_board(alice, score=0.7)
    assert list(SharedResult.objects.visible().ranked()) == [first, second, third]


def test_of_equal_scores_the_earlier_is_ahead(alice, put_on_board):
    late, early = put_on_board(alice), put_on_board(alice, age=timedelta(hours=1))
    assert list(SharedResult.objects.ranked()) == [early, late]


def test_of_equal_scores_and_times_the_order_is_still_one(alice, put_on_board):
    for _ in range(6):
        put_on_board(alice)
    SharedResult.objects.update(created_at=NOON)
    ranking = list(SharedResult.objects.ranked())
    assert ranking == sorted(ranking, key=lambda result: result.pk)
    for place, result in enumerate(ranking):
        assert set(SharedResult.objects.better_than(*result.place_by("score"))) == set(ranking[:place])
        assert set(SharedResult.objects.worse_than(*result.place_by("score"))) == set(ranking[place + 1 :])


def test_styles_are_apart(alice, put_on_board):
    boho, formal = put_on_board(alice, "boho"), put_on_board(alice, "formal")
    assert list(SharedResult.objects.of_style("boho")) == [boho]
    assert set(SharedResult.objects.of_style("")) == {boho, formal}
    assert not SharedResult.objects.of_style("bohemian").exists()


@pytest.mark.parametrize(("key", "length"), [("today", timedelta(hours=12)), ("week", timedelta(days=7)), ("month", timedelta(days=30))])
def test_a_period_begins_on_the_microsecond(at_noon, alice, put_on_board, key, length):
    inside, outside = put_on_board(alice), put_on_board(alice)
    SharedResult.objects.filter(pk=inside.pk).update(created_at=NOON - length)
    SharedResult.objects.filter(pk=outside.pk).update(created_at=NOON - length - timedelta(microseconds=1))
    assert in_period(key) == {inside}
    assert in_period("all") == {inside, outside}


def test_today_begins_at_the_sites_own_midnight(at_noon):
    with timezone.override("Asia/Seoul"):
        assert periods.since("today") == datetime(2026, 5, 19, 15, 0, tzinfo=UTC)


def test_ones_own_place(alice, bob, put_on_board):
    put_on_board(bob, "boho", 0.9)
    put_on_board(bob, "formal", 0.8)
    own = put_on_board(alice, "boho", 0.7)
    put_on_board(alice, "boho", 0.6)
    results = SharedResult.objects.visible()
    assert results.own_place(alice) == (3, own, False)
    assert results.of_style("boho").own_place(alice) == (2, own, False)
    assert results.of_style("formal").own_place(alice) is None
    assert results.own_place(AnonymousUser()) is None


def test_ones_own_place_counts_no_further_than_the_cap(monkeypatch, alice, bob, put_on_board):
    monkeypatch.setattr(results, "RANK_CAP", 3)
    own = put_on_board(alice, score=0.1)
    put_on_board(bob)
    put_on_board(bob)
    assert SharedResult.objects.own_place(alice) == (3, own, False)
    put_on_board(bob)
    put_on_board(bob)
    assert SharedResult.objects.own_place(alice) == (3, own, True)


@pytest.mark.parametrize("score", [-0.01, 1.01])
def test_the_database_keeps_scores_in_range(alice, put_on_board, make_look, score):
    with pytest.raises(IntegrityError, match="shared_result_score_in_range"):
        SharedResult.objects.create(analysis=make_look(alice), owner=alice, label="boho", score=score)
