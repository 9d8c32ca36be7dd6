"""The order in which rows are locked: people, photos, results by their ids, profiles by theirs. Who keeps to it waits in no circle.

PostgreSQL asks at the end of a transaction whether what its new rows refer to is still there. Whoever held a result then, and
waited for a person who is about to go and waits for that result, would wait for ever: so the people come first, by
`accounts.services.hold_people`.
"""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from leaderboard.models import Bookmark, Comment, Report, SharedResult, SharedResultQuerySet, Sighting

AT_ONCE = 1000


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
    """`lock_results` for the person's own and for those that carry something of the person's."""
    theirs = (
        SharedResult.objects.filter(owner=person).values_list("pk", flat=True),
        Sighting.objects.filter(person=person).values_list("result", flat=True),
        Comment.objects.filter(author=person).values_list("result", flat=True),
        Bookmark.objects.filter(owner=person).values_list("result", flat=True),
        Report.objects.filter(reporter=person, result__isnull=False).values_list("result", flat=True),
    )
    keys = sorted({key for keys in theirs for key in keys})
    for start in range(0, len(keys), AT_ONCE):
        lock_results(SharedResult.objects.filter(pk__in=keys[start : start + AT_ONCE]))


def lock_results_of_photos(photo_ids: Iterable[UUID]) -> None:
    """`lock_results` of these photos, before these or their readings are deleted."""
    lock_results(SharedResult.objects.filter(analysis__photo__in=list(photo_ids)))
