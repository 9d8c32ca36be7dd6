"""Who follows whom. The counters change only when a row really came or went, in the same transaction."""

from django.db import transaction
from django.db.models import F

from accounts import limits
from accounts.models import User
from leaderboard import audience, notice_services
from leaderboard.models import Follow, Notification, Profile


def follow_person(*, follower: User, followed: User) -> bool:
    """Have `follower` follow `followed`, who is told; whether that is new.

    Raises:
        User.DoesNotExist: the person is gone, is oneself, or one of the two blocks the other (which is not told).
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=follower, action="follow")
    with transaction.atomic():
        lock_pair(follower, followed)
        if not audience.people_for(follower).filter(pk=followed.pk).exists():
            raise User.DoesNotExist
        _follow, is_new = Follow.objects.get_or_create(follower=follower, followed=followed)
        if is_new:
            _count(follower.pk, followed.pk, 1)
            notice_services.notify(recipient=followed, kind=Notification.Kind.FOLLOW, actor=follower)
    return is_new


def unfollow_person(*, follower: User, followed: User) -> bool:
    """Undo `follow_person`; whether there was anything to undo.

    Raises:
        User.DoesNotExist: the person is gone or oneself.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=follower, action="follow")
    with transaction.atomic():
        lock_pair(follower, followed)
        return cut_tie(follower, followed)


def lock_pair(one: User, other: User) -> None:
    """Until the transaction ends nobody else changes what is between two people, and neither account goes.

    Rows are locked in the order of their ids, so that two who act on each other at once do not wait for each other for ever.

    Raises:
        User.DoesNotExist: one is gone, or both are the same.
    """
    ids = sorted({one.pk, other.pk})
    # "No key": rows that merely name these people may still be written meanwhile.
    if len(User.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk")) < 2:
        raise User.DoesNotExist
    Profile.objects.bulk_create([Profile(person_id=key) for key in ids], ignore_conflicts=True)
    _lock_profiles(ids)


def cut_tie(follower: User, followed: User) -> bool:
    """End one's following another after `lock_pair`; whether they did follow."""
    number, _kinds = Follow.objects.filter(follower=follower, followed=followed).delete()
    if number:
        _count(follower.pk, followed.pk, -1)
    return number > 0


def count_without(person: User) -> None:
    """Take somebody whose account is about to be deleted out of the others' counters."""
    followed = list(Follow.objects.filter(follower=person).values_list("followed", flat=True))
    followers = list(Follow.objects.filter(followed=person).values_list("follower", flat=True))
    _lock_profiles({person.pk, *followed, *followers})
    Profile.objects.filter(pk__in=followed).update(follower_count=F("follower_count") - 1)
    Profile.objects.filter(pk__in=followers).update(following_count=F("following_count") - 1)


def _lock_profiles(ids):
    list(Profile.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))


def _count(follower_id, followed_id, step):
    Profile.objects.filter(pk=follower_id).update(following_count=F("following_count") + step)
    Profile.objects.filter(pk=followed_id).update(follower_count=F("follower_count") + step)
