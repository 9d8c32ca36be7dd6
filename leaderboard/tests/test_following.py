"""Following: once, counted, told; never oneself, never past a block."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import User
from accounts.services import delete_account
from leaderboard import follow_services, silence_services
from leaderboard.models import Follow, Notification, Profile, Silence

pytestmark = pytest.mark.django_db


def counts(*people) -> list[tuple[int, int]]:
    """(followers, following) of each."""
    profiles = [Profile.objects.of(person) for person in people]
    return [(profile.follower_count, profile.following_count) for profile in profiles]


def test_it_works(alice, bob):
    assert follow_services.follow_person(follower=bob, followed=alice)
    assert not follow_services.follow_person(follower=bob, followed=alice)
    assert counts(alice, bob) == [(1, 0), (0, 1)]
    notice = Notification.objects.get()
    assert (notice.recipient, notice.actor, notice.kind) == (alice, bob, "follow")
    assert follow_services.unfollow_person(follower=bob, followed=alice)
    assert not follow_services.unfollow_person(follower=bob, followed=alice)
    assert counts(alice, bob) == [(0, 0), (0, 0)]


def test_nobody_follows_themselves_or_who_is_gone(alice, bob):
    bob.is_active = False
    bob.save()
    for followed in (alice, bob, User(pk=10**6)):
        with pytest.raises(User.DoesNotExist):
            follow_services.follow_person(follower=alice, followed=followed)
    assert not Follow.objects.exists()


@pytest.mark.parametrize("blocker", ["alice", "bob"])
def test_a_block_ends_following_both_ways(request, alice, bob, blocker):
    follow_services.follow_person(follower=bob, followed=alice)
    follow_services.follow_person(follower=alice, followed=bob)
    person, other = (alice, bob) if blocker == "alice" else (bob, alice)
    silence_services.silence_person(person=person, other=other, kind=Silence.Kind.BLOCK)
    assert counts(alice, bob) == [(0, 0), (0, 0)]
    for follower, followed in ((alice, bob), (bob, alice)):
        with pytest.raises(User.DoesNotExist):
            follow_services.follow_person(follower=follower, followed=followed)
    silence_services.lift_silence(person=person, other=other)
    assert not Follow.objects.exists()
    assert follow_services.follow_person(follower=bob, followed=alice)


def test_an_account_that_goes_leaves_the_counters_right(alice, bob, charlie):
    for follower, followed in ((bob, alice), (alice, bob), (charlie, bob)):
        follow_services.follow_person(follower=follower, followed=followed)
    delete_account(user=alice)
    assert counts(bob, charlie) == [(1, 0), (0, 1)]


def at_once(*actions):
    """Run each in a thread of its own, all starting together; what they answer or raise."""
    together = threading.Barrier(len(actions))

    def act(action):
        try:
            together.wait()
            return action()
        except User.DoesNotExist as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment(alice, bob):
    """Two tabs each, both ways: counted once, and nobody waits for ever."""
    there = [lambda: follow_services.follow_person(follower=bob, followed=alice)] * 3
    back = [lambda: follow_services.follow_person(follower=alice, followed=bob)] * 3
    assert sorted(at_once(*there, *back)) == [False] * 4 + [True] * 2
    assert counts(alice, bob) == [(1, 1), (1, 1)]
    away = [lambda: follow_services.unfollow_person(follower=bob, followed=alice)] * 4
    assert sorted(at_once(*away)) == [False] * 3 + [True]
    assert counts(alice, bob) == [(0, 1), (1, 0)]


@pytest.mark.django_db(transaction=True)
def test_following_while_being_blocked_or_deleted(alice, bob):
    for _ in range(3):
        at_once(
            lambda: follow_services.follow_person(follower=bob, followed=alice),
            lambda: silence_services.silence_person(person=alice, other=bob, kind=Silence.Kind.BLOCK),
            lambda: follow_services.follow_person(follower=alice, followed=bob),
        )
        assert not Follow.objects.exists()
        assert counts(alice, bob) == [(0, 0), (0, 0)]
        silence_services.lift_silence(person=alice, other=bob)
    at_once(lambda: follow_services.follow_person(follower=bob, followed=alice), lambda: delete_account(user=alice))
    assert counts(bob) == [(0, 0)]
