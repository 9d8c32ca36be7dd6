"""Writes to a person's samples. Reading faces, which is slow, is done before a transaction opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import lock_consent, require_consent
from accounts.models import User
from accounts.refused import Refused
from accounts.services import delete_files
from faces import crops, matching, reading
from faces.crops import Facts
from faces.erasing import delete_embedded
from faces.history import note
from faces.matching import MOST_SAMPLES, Candidate
from faces.models import AuditEntry, Correction, FaceSample, Person
from faces.services import lock_person
from ml_models import face_embedder

Action = AuditEntry.Action
SAME_PICTURE = 0.02  # closer than any two photos are

FAULTS = {
    "cut_off": gettext_lazy("The face is cut off at the edge."),
    "too_small": gettext_lazy("The face is too small."),
    "too_dark": gettext_lazy("The face is too dark."),
    "too_bright": gettext_lazy("The face is too bright."),
    "turned_away": gettext_lazy("The face is turned away too far."),
    "too_blurry": gettext_lazy("The face is blurred."),
}


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new sample, and another person of the gallery whose face it might be."""

    sample: FaceSample
    twin: Candidate | None


def enroll_sample(*, user: User, person: Person, crop: bytes, facts: Facts, source: str) -> Enrolled:
    """Keep a face of one of the user's people.

    Raises:
        Refused: a fault of the picture by its name, "consent_outdated", "already_enrolled" or "too_many_samples".
        Person.DoesNotExist: not the user's, or gone meanwhile.
        accounts.consent_services.ConsentRequired; ml_models.runtime.Busy.
    """
    if facts.fault:
        raise Refused(facts.fault, str(FAULTS[facts.fault]))
    require_consent(user, FACE_RECOGNITION)
    embedding = reading.embed_sample(crop)
    name = crops.keep(crop)
    try:
        with transaction.atomic():
            lock_consent(user, FACE_RECOGNITION)
            person = lock_person(user, person.pk)
            _check_room(person, embedding)
            sample = FaceSample.objects.create(
                person=person,
                owner=user,
                is_shown=person.is_recognisable,
                crop=name,
                embedding=embedding,
                preset=face_embedder.PRESET,
                source=source,
                yaw=facts.yaw,
                pitch=facts.pitch,
                sharpness=facts.sharpness,
                brightness=facts.brightness,
            )
            note(Action.SAMPLE_ADDED, gallery=user, actor=user, subject=person.pk)
    except BaseException:
        delete_files([name])
        raise
    return Enrolled(sample, matching.find_twin(embedding, user, person))


def _check_room(person: Person, embedding: np.ndarray) -> None:
    if person.consent_version != FACE_RECOGNITION.version:
        raise Refused("consent_outdated", _("The text about recognising faces has changed. Please confirm this person's consent again."))
    samples = person.samples.all()
    if len(samples) >= MOST_SAMPLES:
        text = _("This person has %(most)d samples, which is enough. Remove one first.")
        raise Refused("too_many_samples", text % {"most": MOST_SAMPLES})
    known = [sample.embedding for sample in samples if sample.preset == face_embedder.PRESET]
    if known and face_embedder.distance(np.array(known), embedding).min() < SAME_PICTURE:
        raise Refused("already_enrolled", _("This picture is there already."))


@dataclass(frozen=True, slots=True)
class Removed:
    """A sample that is gone from here, in a form that its owner can hand back within the hour; `token` is "" where its file was lost."""

    person: Person
    token: str


def remove_sample(*, user: User, sample: FaceSample) -> Removed:
    """Delete a sample, row and file. What comes back can be enrolled again: that is the undo.

    Raises:
        FaceSample.DoesNotExist: not the user's, or gone.
    """
    sample = FaceSample.objects.owned_by(user).defer("embedding").select_related("person").get(pk=sample.pk)
    facts = Facts(yaw=sample.yaw, pitch=sample.pitch, sharpness=sample.sharpness, brightness=sample.brightness, fault="")
    try:
        token = crops.sign(user, crops.read(sample.crop.name), facts)
    except FileNotFoundError:  # a lost file is no reason to keep the embedding
        token = ""
    delete_samples(actor=user, samples=[sample.pk])
    return Removed(sample.person, token)


def delete_samples(*, actor: User, samples: Iterable[UUID]) -> None:
    """Delete samples for good, copies that corrections keep of them included. Whether `actor` may is for the caller to see."""
    with transaction.atomic():
        chosen = FaceSample.objects.filter(pk__in=list(samples)).order_by("pk")
        rows = list(chosen.select_for_update().values_list("pk", "owner_id", "person_id"))
        names = delete_embedded([pk for pk, _, _ in rows])
        for _pk, owner_id, person_id in rows:
            note(Action.SAMPLE_REMOVED, gallery=owner_id, actor=actor, subject=person_id)
        transaction.on_commit(lambda: delete_files(names))


def move_sample(*, user: User, sample: FaceSample, person: Person) -> FaceSample:
    """Put a wrongly labelled sample right: it becomes `person`'s, and a correction keeps its look from its former person.

    Raises:
        FaceSample.DoesNotExist, Person.DoesNotExist: not the user's, or gone.
        Refused: "too_many_samples", "already_enrolled", "consent_outdated", "linked".
    """
    crop = crops.read(sample.crop.name)
    name = crops.keep(crop)
    try:
        with transaction.atomic():
            lock_consent(user, FACE_RECOGNITION)
            person = lock_person(user, person.pk)
            sample = FaceSample.objects.owned_by(user).select_for_update().get(pk=sample.pk)
            if person.pk == sample.person_id:
                raise Refused("same_person", _("It is this person's already."))
            if person.is_recognisable:
                raise Refused("linked", _("Everyone recognises this entry, so its samples come from new pictures only."))
            _check_room(person, sample.embedding)
            _keep_correction(sample.person_id, name, sample.embedding, sample)
            sample.person, sample.is_shown = person, False
            sample.save(update_fields=["person", "is_shown"])
            note(Action.SAMPLE_MOVED, gallery=user, actor=user, subject=person.pk)
    except BaseException:
        delete_files([name])
        raise
    return sample


def correct(*, user: User, person: Person, crop: bytes) -> Correction:
    """Remember that a face is not this person of the user's gallery.

    Raises:
        Person.DoesNotExist: not the user's, or gone.
        accounts.consent_services.ConsentRequired; ml_models.runtime.Busy.
    """
    require_consent(user, FACE_RECOGNITION)
    embedding, name = reading.embed_sample(crop), crops.keep(crop)
    try:
        with transaction.atomic():
            lock_consent(user, FACE_RECOGNITION)
            person = lock_person(user, person.pk)
            correction = _keep_correction(person.pk, name, embedding)
            note(Action.CORRECTED, gallery=user, actor=user, subject=person.pk)
    except BaseException:
        delete_files([name])
        raise
    return correction


def _keep_correction(person_id: UUID, name: str, embedding: np.ndarray, sample: FaceSample | None = None) -> Correction:
    return Correction.objects.create(person_id=person_id, crop=name, embedding=embedding, preset=face_embedder.PRESET, sample=sample)
