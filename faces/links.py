"""A person may link their own account to an entry in somebody's gallery: the owner sends them a link, they confirm it."""

from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import lock_consent
from accounts.models import User
from accounts.refused import Refused
from faces.history import note
from faces.models import AuditEntry, Person
from faces.services import delete_people

SALT = "faces.links"
WEEK = 7 * 24 * 3600


class InvalidLink(Exception):
    """Not a link of ours, older than a week, or its entry is gone or taken."""


def make_link_token(person: Person) -> str:
    """What the owner sends to the person. It names the entry and proves that its owner wants it linked."""
    return signing.dumps(str(person.pk), salt=SALT)


def find_person(token: str) -> Person:
    """The unlinked entry of a token.

    Raises:
        InvalidLink.
    """
    try:
        pk = UUID(signing.loads(token, salt=SALT, max_age=WEEK))
        return Person.objects.select_related("owner").get(pk=pk, linked_user=None)
    except (signing.BadSignature, Person.DoesNotExist) as error:
        raise InvalidLink from error


def link_person(*, user: User, token: str) -> Person:
    """Note that the entry is the user, who has agreed to the text themselves.

    Raises:
        InvalidLink; accounts.consent_services.ConsentRequired.
        Refused: "already_there", another entry of that gallery is the user.
    """
    person = find_person(token)
    with transaction.atomic():
        lock_consent(user, FACE_RECOGNITION)
        if Person.objects.owned_by(person.owner).linked_to(user).exists():
            raise Refused("already_there", _("You are in this gallery already."))
        taken = Person.objects.filter(pk=person.pk, linked_user=None).update(
            linked_user=user, consent_version=FACE_RECOGNITION.version, consent_at=timezone.now()
        )
        if not taken:
            raise InvalidLink
        note(AuditEntry.Action.PERSON_LINKED, gallery=person.owner, actor=user, subject=person.pk)
    person.linked_user = user
    return person


def unlink_person(*, user: User, person: Person) -> None:
    """The entry is nobody's account any more; it stays in its gallery.

    Raises:
        Person.DoesNotExist: it is not the user.
    """
    with transaction.atomic():
        person = Person.objects.linked_to(user).select_for_update().get(pk=person.pk)
        person.linked_user, person.is_recognisable = None, False
        person.save(update_fields=["linked_user", "is_recognisable"])
        person.samples.update(is_shown=False)
        note(AuditEntry.Action.PERSON_UNLINKED, gallery=person.owner_id, actor=user, subject=person.pk)


def leave_gallery(*, user: User, person: Person) -> None:
    """The person has their own entry deleted, whoever's gallery it is in.

    Raises:
        Person.DoesNotExist: it is not the user.
    """
    delete_people(actor=user, people=[Person.objects.linked_to(user).get(pk=person.pk).pk])
