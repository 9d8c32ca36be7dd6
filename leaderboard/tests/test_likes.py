"""Likes and sightings: counted once, weighed by the account's age, and taken back without a trace."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import limits
from accounts.refused import Refused
from leaderboard import like_services, rising, trust, wilson
from leaderboard.models import Like, Notification, SharedResult, Sighting

pytestmark = pytest.mark.django_db


def age(person, days):
    person.date_joined = timezone.now() - timedelta(days=days)
    person.save(update_fields=["date_joined"])
    return person


@pytest.fixture
def result(alice, put_on_board):
    return put_on_board(alice)


def counters(result):
    result.refresh_from_db()
    return result.like_count, result.seen_count, result.like_weight, result.seen_weight


def test_it_works(alice, bob, result):
    before = result.rising
    liked = like_services.like_result(user=age(bob, 30), result=result)
    assert counters(result) == (1, 1, 1, 1)
    assert result.like_bound == liked.like_bound == wilson.lower_bound(1, 1)
    assert result.rising == rising.added(before, Like.objects.get().created_at, 1)
    assert Notification.objects.get().recipient == alice


def test_twice_is_once(bob, result):
    for _ in range(3):
        like_services.like_result(user=bob, result=result)
    assert counters(result)[:2] == (1, 1)
    for _ in range(2):
        like_services.unlike_result(user=bob, result=result)
    assert counters(result)[:3] == (0, 1, 0)
    assert result.like_bound == 0
    assert not Like.objects.exists()


def test_what_was_taken_back_does_not_rise(bob, result):
    before = SharedResult.objects.get().rising
    floor = rising.start(result.created_at)
    like_services.like_result(user=bob, result=result)
    like_services.unlike_result(user=bob, result=result)
    assert counters(result)
    assert result.rising == pytest.approx(max(before, floor))


def test_who_saw_it_and_did_not_like_it_counts_against_it(bob, charlie, result):
    assert like_services.see_result(user=age(charlie, 30), result=result)
    assert not like_services.see_result(user=charlie, result=result)
    like_services.like_result(user=age(bob, 30), result=result)
    assert counters(result) == (1, 2, 1, 2)
    assert result.like_bound == wilson.lower_bound(1, 2)


def test_the_owner_neither_likes_nor_counts(alice, result):
    with pytest.raises(Refused, match="yours"):
        like_services.like_result(user=alice, result=result)
    assert not like_services.see_result(user=alice, result=result)
    assert counters(result)[:2] == (0, 0)


def test_new_accounts_weigh_little(make_person, result, alice, put_on_board):
    """Twenty accounts of today lift a result less than three of last month."""
    other = put_on_board(alice)
    for number in range(20):
        like_services.like_result(user=make_person(f"sock{number}"), result=result)
    for number in range(3):
        like_services.like_result(user=age(make_person(f"person{number}"), 30), result=other)
    assert counters(result)[:3] == (20, 20, pytest.approx(20 * trust.LEAST, rel=1e-3))
    other.refresh_from_db()
    assert result.like_bound < other.like_bound
    assert result.rising < other.rising


def test_an_account_weighs_more_day_by_day(bob):
    weights = [trust.weight(age(bob, days).date_joined, timezone.now()) for days in (-1, 0, 7, 14, 400)]
    assert weights == pytest.approx([trust.LEAST, trust.LEAST, (1 + trust.LEAST) / 2, 1, 1], rel=1e-4)


def test_what_one_may_not_see_one_cannot_like(bob, result):
    SharedResult.objects.update(hidden=True)
    with pytest.raises(SharedResult.DoesNotExist):
        like_services.like_result(user=bob, result=result)
    with pytest.raises(SharedResult.DoesNotExist):
        like_services.see_result(user=bob, result=result)


def test_an_account_that_goes_takes_its_likes_along(bob, charlie, result):
    like_services.like_result(user=bob, result=result)
    like_services.like_result(user=charlie, result=result)
    like_services.forget_likes(person=bob)
    assert counters(result)[:2] == (1, 1)
    assert result.like_bound > 0
    assert not Like.objects.filter(person=bob).exists()
    assert not Sighting.objects.filter(person=bob).exists()


def test_too_often_is_refused(bob, result, settings):
    settings.WRITE_LIMITS = {"like": (1, 60)}
    like_services.like_result(user=bob, result=result)
    with pytest.raises(limits.TooOften):
        like_services.unlike_result(user=bob, result=result)
    assert counters(result)[0] == 1
