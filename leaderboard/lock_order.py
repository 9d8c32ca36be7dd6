"""The order in which rows are locked: people, photos, results by their ids, profiles by theirs. Who keeps to it waits in no circle.

PostgreSQL asks at the end of a transaction whether what its new rows refer to is still there. Whoever held a result then, and
waited for a person who is about to go and waits for that result, would wait for ever: so the people come first.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from accounts.models import User
from leaderboard.models import Comment, SharedResult, SharedResultQuerySet, Sighting

AT_ONCE = 1000


def hold_people(*ids: int) -> None:
    """Until the transaction ends these accounts do not go. Whoever holds or changes them too does not wait.

    Raises:
        User.DoesNotExist: one is gone.
    """
    wanted = sorted(set(ids))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [wanted])
        if len(cursor.fetchall()) < len(wanted):
            raise User.DoesNotExist


def lock_result(results: SharedResultQuerySet, pk) -> SharedResult:
    """The result, which nobody else changes before this transaction ends. Readers do not wait, nor does what only refers to it."""
    return results.select_related("owner").select_for_update(of=("self",), no_key=True).get(pk=pk)


def lock_results(results: SharedResultQuerySet) -> None:
    """Nobody else changes these results, or writes what refers to them, before this transaction ends.

    Before they are deleted: what Django does not find among their likes and comments, since it came a moment later, would refer
    to nothing.
    """
    list(results.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def lock_results_around(person: User) -> None:
    """`lock_results` for the person's own and for those whose counters rest on what the person did."""
    own = SharedResult.objects.filter(owner=person).values_list("pk", flat=True)
    seen = Sighting.objects.filter(person=person).values_list("result", flat=True)
    commented = Comment.objects.filter(author=person).values_list("result", flat=True)
    keys = sorted({*own, *seen, *commented})
    for start in range(0, len(keys), AT_ONCE):
        lock_results(SharedResult.objects.filter(pk__in=keys[start : start + AT_ONCE]))


def lock_results_of_photos(photo_ids: Iterable[UUID]) -> None:
    """`lock_results` of these photos, before these or their readings are deleted."""
    lock_results(SharedResult.objects.filter(analysis__photo__in=list(photo_ids)))
