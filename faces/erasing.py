"""What goes when somebody takes their consent back or leaves: their gallery, and their own face in others' galleries."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from accounts.consent import Erasure
from accounts.models import User
from faces import live_streams
from faces.history import note
from faces.models import AuditEntry, CheckIn, CheckInSession, Correction, FaceSample, Person


def erase_faces(user: User) -> Erasure:
    """Delete every row about the user's gallery and the user's face. Called inside a transaction; the files are left to the caller."""
    theirs = Person.objects.owned_by(user) | Person.objects.linked_to(user)
    erased = delete_rows(list(theirs.select_for_update().values_list("pk", flat=True)))
    sessions = CheckInSession.objects.filter(owner=user)
    erased += Erasure(Counter(sessions=sessions.count()))
    sessions.delete()
    transaction.on_commit(live_streams.wake_all)
    if erased.counts.total():
        note(AuditEntry.Action.ERASED, gallery=user, actor=user, number=erased.counts["people"])
    return erased


def delete_rows(people: Iterable) -> Erasure:
    """Delete these people (by id) with all that hangs on them: how much that was, and the files that must follow."""
    parts = {
        "samples": FaceSample.objects.filter(person__in=people),
        "corrections": Correction.objects.filter(Q(person__in=people) | Q(sample__person__in=people)),
        "check_ins": CheckIn.objects.filter(person__in=people),
    }
    fields = {"samples": "crop", "corrections": "crop", "check_ins": "snapshot"}
    names = {kind: list(rows.values_list(fields[kind], flat=True)) for kind, rows in parts.items()}
    files = [name for found in names.values() for name in found]
    counts = Counter({kind: len(found) for kind, found in names.items()}, people=len(people), files=len(files))
    for rows in parts.values():
        rows.delete()
    Person.objects.filter(pk__in=people).delete()
    return Erasure(+counts, files)


def delete_embedded(ids: Iterable) -> list[str]:
    """Delete these samples and corrections (by id), and the corrections that are copies of such samples: the files that must follow."""
    parts = Correction.objects.filter(Q(pk__in=ids) | Q(sample__in=ids)), FaceSample.objects.filter(pk__in=ids)
    names = [name for rows in parts for name in rows.values_list("crop", flat=True)]
    for rows in parts:
        rows.delete()
    return names
