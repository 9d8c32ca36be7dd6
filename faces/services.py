"""Writes to the gallery's people."""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import lock_consent
from accounts.models import User
from accounts.refused import Refused
from accounts.services import delete_files
from faces.erasing import delete_rows
from faces.history import note
from faces.matching import MOST_SAMPLES
from faces.models import NAME_LENGTH, AuditEntry, CheckIn, Correction, FaceSample, Person

Action = AuditEntry.Action


def clean_name(text: str) -> str:
    """A name as one line of visible text, in any script.

    Raises:
        ValidationError: nothing visible is left, or it is too long.
    """
    visible = "".join(letter if unicodedata.category(letter)[0] != "C" or letter in "\u200c\u200d" else " " for letter in str(text))
    name = " ".join(unicodedata.normalize("NFC", visible).split())
    if not name.strip("\u200c\u200d "):
        raise ValidationError(_("Please write a name."))
    if len(name) > NAME_LENGTH:
        raise ValidationError(_("A name has at most %(most)d letters.") % {"most": NAME_LENGTH})
    return name


def add_person(*, owner: User, name: str, is_self: bool = False, has_consent: bool = False) -> Person:
    """Somebody new in the owner's gallery: themselves, or another person whose consent the owner declares to have.

    Raises:
        ValidationError: the name.
        Refused: "no_declaration", or "already_there" where the owner's own entry is.
        accounts.consent_services.ConsentRequired.
    """
    name = clean_name(name)
    if not is_self and not has_consent:
        raise Refused("no_declaration", _("You may enrol somebody else only with their consent. Please confirm that you have it."))
    with transaction.atomic():
        lock_consent(owner, FACE_RECOGNITION)
        if is_self and Person.objects.owned_by(owner).linked_to(owner).exists():
            raise Refused("already_there", _("You are in your gallery already."))
        person = Person.objects.create(
            owner=owner,
            name=name,
            linked_user=owner if is_self else None,
            consent_version=FACE_RECOGNITION.version,
            consent_at=timezone.now(),
        )
        note(Action.PERSON_ADDED, gallery=owner, actor=owner, subject=person.pk)
    return person


def lock_person(owner: User, pk: UUID) -> Person:
    """The owner's person, who stays as they are until the transaction ends.

    Raises:
        Person.DoesNotExist: not the owner's, or gone.
    """
    return Person.objects.owned_by(owner).select_for_update().get(pk=pk)


def rename_person(*, user: User, person: Person, name: str) -> Person:
    """Raises ValidationError, Person.DoesNotExist."""
    name = clean_name(name)
    with transaction.atomic():
        person = lock_person(user, person.pk)
        person.name = name
        person.save(update_fields=["name"])
        note(Action.PERSON_RENAMED, gallery=user, actor=user, subject=person.pk)
    return person


def declare_consent(*, user: User, person: Person) -> Person:
    """The owner declares, or gives for themselves, the person's consent to the present text.

    Raises:
        Person.DoesNotExist; accounts.consent_services.ConsentRequired.
    """
    with transaction.atomic():
        lock_consent(user, FACE_RECOGNITION)
        person = lock_person(user, person.pk)
        person.consent_version, person.consent_at = FACE_RECOGNITION.version, timezone.now()
        person.save(update_fields=["consent_version", "consent_at"])
        note(Action.CONSENT_DECLARED, gallery=user, actor=user, subject=person.pk)
    return person


def set_recognisable(*, user: User, person: Person, shown: bool) -> Person:
    """Whether everyone on this site recognises the user; only for their own entry in their own gallery.

    Raises:
        Person.DoesNotExist: not the user's, or gone.
        Refused: "not_yourself".
    """
    with transaction.atomic():
        person = lock_person(user, person.pk)
        if not person.is_self:
            raise Refused("not_yourself", _("Only people themselves can let everyone on this site recognise them."))
        person.is_recognisable = shown
        person.save(update_fields=["is_recognisable"])
        person.samples.update(is_shown=shown)
        note(Action.PERSON_SHOWN if shown else Action.PERSON_HIDDEN, gallery=user, actor=user, subject=person.pk)
    return person


def merge_people(*, user: User, person: Person, other: Person) -> Person:
    """Make `other` part of `person`: samples, corrections and check-ins move over, `other` goes.

    Raises:
        Person.DoesNotExist: one is not the user's, or is gone.
        Refused: "same_person"; "linked", where `other` is somebody's own account's; "too_many_samples", where they are together.
    """
    if person.pk == other.pk:
        raise Refused("same_person", _("Please choose another person to merge with."))
    with transaction.atomic():
        both = {
            found.pk: found
            for found in Person.objects.owned_by(user).filter(pk__in=[person.pk, other.pk]).order_by("pk").select_for_update()
        }
        if len(both) < 2:
            raise Person.DoesNotExist
        person, other = both[person.pk], both[other.pk]
        if other.linked_user_id or person.is_recognisable:
            text = _("An entry that is linked to an account, or that everyone recognises, cannot be merged. Unlink it first.")
            raise Refused("linked", text)
        if FaceSample.objects.filter(person__in=both).count() > MOST_SAMPLES:
            text = _("Together they have more than %(most)d samples. Remove some first.")
            raise Refused("too_many_samples", text % {"most": MOST_SAMPLES})
        FaceSample.objects.filter(person=other).update(person=person)
        Correction.objects.filter(person=other).update(person=person)
        twice = CheckIn.objects.filter(person=person, session=OuterRef("session"))
        double = CheckIn.objects.filter(Exists(twice), person=other)
        files = list(double.values_list("snapshot", flat=True))
        double.delete()
        CheckIn.objects.filter(person=other).update(person=person)
        other.delete()
        note(Action.PEOPLE_MERGED, gallery=user, actor=user, subject=person.pk)
        transaction.on_commit(lambda: delete_files(files))
    return person


def delete_people(*, actor: User, people: Iterable[UUID]) -> None:
    """Delete people with all that is kept of them. Whether `actor` may is for the caller to see."""
    with transaction.atomic():
        rows = dict(Person.objects.filter(pk__in=list(people)).order_by("pk").select_for_update().values_list("pk", "owner_id"))
        erased = delete_rows(list(rows))
        for pk, owner_id in rows.items():
            note(Action.PERSON_DELETED, gallery=owner_id, actor=actor, subject=pk)
        transaction.on_commit(lambda: delete_files(erased.files))
