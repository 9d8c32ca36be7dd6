"""When an account goes, others' numbers stay right and nothing of it is left on the board."""

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from accounts.services import delete_account
from leaderboard import bookmark_services, comment_services, follow_services, like_services
from leaderboard.models import BattleVote, Comment, Like, Profile, SharedResult

pytestmark = pytest.mark.django_db
NUMBERS = [*like_services.COUNTERS, "comment_count", "rating_mean", "battle_count"]


def numbers(result):
    return SharedResult.objects.values(*NUMBERS).get(pk=result.pk)


@pytest.fixture
def results(alice, bob, charlie, put_on_board):
    """Alice's and two of Bob's."""
    return [put_on_board(alice, "boho"), put_on_board(bob, "boho"), put_on_board(bob, "casual")]


def join_in(person, results):
    """One of everything that a person does to others."""
    for result in results:
        like_services.like_result(user=person, result=result)
        comment_services.add_comment(user=person, result=result, text="Lovely.")
        bookmark_services.keep_result(user=person, result=result)
    follow_services.follow_person(follower=person, followed=results[0].owner)
    low, high = sorted([results[0].pk, results[1].pk])
    BattleVote.objects.create(voter=person, label="boho", low=low, high=high, winner=low)


def test_it_works(alice, bob, charlie, results):
    _hers, his, another = results
    join_in(charlie, [his, another])
    before = [numbers(result) for result in (his, another)]
    join_in(alice, [his, another])
    assert numbers(his)["like_count"] == numbers(his)["comment_count"] == 2
    follow_services.follow_person(follower=bob, followed=alice)

    delete_account(user=alice)

    for result, was in zip((his, another), before, strict=True):
        assert numbers(result) == pytest.approx(was)
    profile = Profile.objects.get(person=bob)
    assert (profile.follower_count, profile.following_count) == (1, 0)
    assert Like.objects.count() == 2


def test_what_was_out_of_sight_was_not_counted(alice, charlie, results):
    _hers, his, another = results
    join_in(alice, [his, another])
    comment_services.set_hidden(comment=Comment.objects.get(result=his), hidden=True)
    delete_account(user=alice)
    assert [numbers(result)["comment_count"] for result in (his, another)] == [0, 0]


def test_nothing_is_left_but_votes_without_a_name(alice, bob, charlie, results):
    hers, his, another = results
    join_in(charlie, [hers, his])
    join_in(alice, [his, another])
    key = alice.pk
    delete_account(user=alice)
    assert set(SharedResult.objects.all()) == {his, another}
    assert BattleVote.objects.filter(voter=None).count() == 1
    assert BattleVote.objects.filter(voter=charlie, low__in=[hers.pk, his.pk]).count() == 1
    assert not _columns_with(key)


def _columns_with(key):
    """Every column of the database that refers to an account and still holds this one."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if field.related_model is User:
                    cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}" WHERE "{field.column}" = %s', [key])
                    if cursor.fetchone()[0]:
                        found.append(f"{model._meta.label}.{field.name}")
    return found
