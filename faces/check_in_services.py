"""Check-in sessions: who came, noted once each."""

import csv
import io
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import lock_consent
from accounts.models import User
from accounts.refused import Refused
from accounts.services import delete_files
from faces import crops, recognition
from faces.history import note
from faces.models import AuditEntry, CheckIn, CheckInSession, Person
from faces.recognition import IdentifiedPhoto
from faces.services import clean_name

Action = AuditEntry.Action
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def open_session(*, owner: User, name: str) -> CheckInSession:
    """Raises ValidationError; accounts.consent_services.ConsentRequired."""
    name = clean_name(name)
    with transaction.atomic():
        lock_consent(owner, FACE_RECOGNITION)
        session = CheckInSession.objects.create(owner=owner, name=name)
        note(Action.SESSION_OPENED, gallery=owner, actor=owner, subject=session.pk)
    return session


def close_session(*, user: User, session: CheckInSession) -> CheckInSession:
    """Nobody can check in any more. Closed before, it stays as it was. Raises CheckInSession.DoesNotExist."""
    with transaction.atomic():
        session = CheckInSession.objects.select_for_update().get(pk=session.pk, owner=user)
        if session.closed_at is None:
            session.closed_at = timezone.now()
            session.save(update_fields=["closed_at"])
            note(Action.SESSION_CLOSED, gallery=user, actor=user, subject=session.pk)
    return session


def delete_sessions(*, actor: User, sessions: Iterable[UUID]) -> None:
    """Delete sessions with their check-ins and snapshots. Whether `actor` may is for the caller to see."""
    with transaction.atomic():
        rows = CheckInSession.objects.filter(pk__in=list(sessions)).order_by("pk")
        owners = dict(rows.select_for_update().values_list("pk", "owner_id"))
        names = list(CheckIn.objects.filter(session__in=owners).values_list("snapshot", flat=True))
        CheckInSession.objects.filter(pk__in=owners).delete()
        for pk, owner_id in owners.items():
            note(Action.SESSION_DELETED, gallery=owner_id, actor=actor, subject=pk)
        transaction.on_commit(lambda: delete_files(names))


def check_in_photo(*, user: User, session: CheckInSession, data: bytes) -> tuple[list[CheckIn], IdentifiedPhoto]:
    """Check in everybody who is recognised in a photo: the new entries, and what was made of each face.

    Raises:
        Refused: "closed".
        CheckInSession.DoesNotExist; accounts.consent_services.ConsentRequired; ml_models.images.InvalidImage; ml_models.runtime.Busy.
    """
    _check_open(CheckInSession.objects.get(pk=session.pk, owner=user))
    read = recognition.identify_photo(user=user, data=data)
    entries = [
        check_in(user=user, session=session, person=result.match.person, crop=face.crop, distance=result.match.distance)
        for face, result in read.found
        if result.match and result.match.person.owner_id == user.pk
    ]
    return [entry for entry in entries if entry], read


def check_in(*, user: User, session: CheckInSession, person: Person, crop: bytes, distance: float) -> CheckIn | None:
    """Note that one of the user's people came; None if they are noted already.

    Raises:
        Refused: "closed".
        CheckInSession.DoesNotExist, Person.DoesNotExist; accounts.consent_services.ConsentRequired.
    """
    if CheckIn.objects.filter(session=session, person=person, session__owner=user).exists():
        return None
    name = crops.keep(crop)
    try:
        with transaction.atomic():
            lock_consent(user, FACE_RECOGNITION)
            session = CheckInSession.objects.select_for_update().get(pk=session.pk, owner=user)
            _check_open(session)
            person = Person.objects.owned_by(user).get(pk=person.pk)
            entry, is_new = CheckIn.objects.get_or_create(session=session, person=person, defaults={"snapshot": name, "distance": distance})
    except BaseException:
        delete_files([name])
        raise
    if not is_new:
        delete_files([name])
        return None
    return entry


def _check_open(session: CheckInSession) -> None:
    if session.closed_at:
        raise Refused("closed", _("This session is closed."))


def export_session(*, user: User, session: CheckInSession) -> str:
    """The session as CSV with a header: who, and when (ISO 8601, UTC). Names that a spreadsheet would run as a formula are quoted."""
    entries = list(session.check_ins.for_lists())
    note(Action.SESSION_EXPORTED, gallery=user, actor=user, subject=session.pk, number=len(entries))
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow([_("name"), _("time"), _("session")])
    for entry in entries:
        rows.writerow([_plain(entry.person.name), entry.created_at.isoformat(timespec="seconds"), _plain(session.name)])
    return table.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
