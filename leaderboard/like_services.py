"""Likes, and who saw what. Each changes the counters of its result in the same transaction, behind the result's lock."""

from itertools import islice

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User
from accounts.refused import Refused
from accounts.services import hold_people
from leaderboard import rising, trust, wilson
from leaderboard.lock_order import lock_result
from leaderboard.models import Like, Notification, SharedResult, Sighting
from leaderboard.notice_services import notify

FORGET_AT_ONCE = 500
COUNTERS = ["like_count", "like_weight", "seen_count", "seen_weight", "like_bound", "rising"]


def like_result(*, user: User, result: SharedResult) -> SharedResult:
    """Have the user like a result; liked already, it stays so. Who likes it has seen it.

    Returns:
        The result as it stands now.

    Raises:
        SharedResult.DoesNotExist: the user may not see it, or it is gone.
        Refused: "own", it is the user's own.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="like")
    with transaction.atomic():
        hold_people(user.pk, result.owner_id)
        result = lock_result(SharedResult.objects.visible_to(user), result.pk)
        if result.owner_id == user.pk:
            raise Refused("own", _("This one is yours. That you like it goes without saying."))
        sighting = _see(user, result)
        if not Like.objects.filter(result=result, person=user).exists():
            like = Like.objects.create(result=result, person=user)
            result.like_count += 1
            result.like_weight += sighting.weight
            result.rising = rising.added(result.rising, like.created_at, sighting.weight)
            _save(result)
            notify(recipient=result.owner, kind=Notification.Kind.LIKE, actor=user, result=result)
    return result


def unlike_result(*, user: User, result: SharedResult) -> SharedResult:
    """Undo `like_result`; not liked, nothing changes. That the user saw it stays.

    Raises:
        SharedResult.DoesNotExist: it is gone.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="like")
    with transaction.atomic():
        result = lock_result(SharedResult.objects.all(), result.pk)
        _unlike(user, result)
        _save(result)
    return result


def see_result(*, user: User, result: SharedResult) -> bool:
    """Remember that the user opened a result's page; whether that is new. The owner's own looking does not count.

    Raises:
        SharedResult.DoesNotExist: the user may not see it, or it is gone.
        accounts.limits.TooOften: nothing has changed.
    """
    if result.owner_id == user.pk or Sighting.objects.filter(result=result, person=user).exists():
        return False
    limits.spend(user=user, action="see")
    with transaction.atomic():
        hold_people(user.pk)
        result = lock_result(SharedResult.objects.visible_to(user), result.pk)
        before = result.seen_count
        _see(user, result)
        _save(result)
    return result.seen_count > before


def forget_likes(*, person: User) -> None:
    """Take the person's likes and sightings back, before the account goes: the counters of others' results follow."""
    with transaction.atomic():
        seen = Sighting.objects.filter(person=person)
        for keys in _in_batches(sorted(seen.values_list("result_id", flat=True))):
            results = list(SharedResult.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
            # Asked behind the locks: another tab may just have taken a like back.
            weights = dict(seen.filter(result__in=keys).values_list("result_id", "weight"))
            liked = dict(Like.objects.filter(person=person, result__in=keys).values_list("result_id", "created_at"))
            for result in results:
                weight = weights.get(result.pk)
                if weight is None:
                    continue
                if result.pk in liked:
                    _take_like(result, liked[result.pk], weight)
                result.seen_count -= 1
                result.seen_weight -= weight
                _settle(result)
            _save_all(results)
            Like.objects.filter(person=person, result__in=keys).delete()
            seen.filter(result__in=keys).delete()


def _save_all(results):
    """Django's bulk_update would build an expression for every value: 40 times slower."""
    values = ", ".join(f"{name} = new.{name}" for name in COUNTERS)
    columns = [[result.pk for result in results], *([getattr(result, name) for result in results] for name in COUNTERS)]
    source = "unnest(%s::uuid[], %s::int[], %s::float8[], %s::int[], %s::float8[], %s::float8[], %s::float8[])"
    statement = f"UPDATE leaderboard_sharedresult old SET {values} FROM {source} AS new (id, {', '.join(COUNTERS)}) WHERE old.id = new.id"  # noqa: S608  (constants)
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)


def _in_batches(keys):
    keys = iter(keys)
    while batch := list(islice(keys, FORGET_AT_ONCE)):
        yield batch


def _see(user, result):
    sighting = Sighting.objects.filter(result=result, person=user).first()
    if sighting is None:
        weight = trust.weight(user.date_joined, timezone.now())
        sighting = Sighting.objects.create(result=result, person=user, weight=weight)
        result.seen_count += 1
        result.seen_weight += weight
    return sighting


def _unlike(user, result):
    like = Like.objects.filter(result=result, person=user).first()
    if like is None:
        return
    weight = Sighting.objects.get(result=result, person=user).weight
    like.delete()
    _take_like(result, like.created_at, weight)


def _take_like(result, liked_at, weight):
    result.like_count -= 1
    result.like_weight -= weight
    result.rising = rising.removed(result.rising, liked_at, weight, shared_at=result.created_at)


def _save(result):
    _settle(result)
    result.save(update_fields=COUNTERS)


def _settle(result):
    # Sums of fractions that came and went leave dust.
    if not result.like_count:
        result.like_weight = 0
    if not result.seen_count:
        result.seen_weight = 0
    likes = min(max(result.like_weight, 0), result.seen_weight)
    result.like_bound = wilson.lower_bound(likes, result.seen_weight)
