"""A person's private gallery: people, their face samples, and what the owner put right."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pgvector.django import HnswIndex, VectorField

from faces.history import AuditEntry, CheckIn, CheckInSession
from faces.querysets import CorrectionQuerySet, FaceSampleQuerySet, PersonQuerySet

__all__ = ["AuditEntry", "CheckIn", "CheckInSession", "Correction", "FaceSample", "Person"]

DIMENSIONS = 128
NAME_LENGTH = 80


class Person(models.Model):
    """Somebody in an account's gallery. The name is text to show, and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="people", db_index=False, verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    linked_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="linked_people", verbose_name=_("is the account of")
    )
    is_recognisable = models.BooleanField(_("recognisable by everyone on this site"), default=False)
    consent_version = models.PositiveSmallIntegerField(
        _("consent to version"), help_text=_("Given by themselves or declared by the owner.")
    )
    consent_at = models.DateTimeField(_("consent given"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="people_newest")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "linked_user"], name="person_linked_once_per_gallery"),
            # Only who enrolled their own face may show it to everyone: nobody can put another's face there under that name.
            # (A comparison with NULL alone would pass.)
            models.CheckConstraint(
                condition=Q(is_recognisable=False) | Q(linked_user__isnull=False, linked_user=F("owner")), name="person_shows_only_own_face"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("faces:person", args=[self.pk])

    @property
    def is_self(self) -> bool:
        return self.linked_user_id == self.owner_id


class Embedded(models.Model):
    """A face's aligned crop, which is private, and its embedding. Vectors of different presets are never compared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    crop = models.FileField(_("crop"), max_length=100)
    embedding = VectorField(dimensions=DIMENSIONS, editable=False)
    preset = models.CharField(_("preset"), max_length=60)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.id)


class FaceSample(Embedded):
    """One picture of a person's face. `owner` and `is_shown` are copies of the person's: a search needs no other table."""

    class Source(models.TextChoices):
        PHOTO = "photo", _("photo")
        CAMERA = "camera", _("camera")
        API = "api", _("API")
        CORRECTION = "correction", _("correction")

    person = models.ForeignKey(Person, models.CASCADE, related_name="samples", verbose_name=_("person"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    is_shown = models.BooleanField(default=False, editable=False, help_text=_("Copy of the person's: recognisable by everyone."))
    yaw = models.FloatField(_("yaw"), help_text=_("Degrees; positive towards the image's right."))
    pitch = models.FloatField(_("pitch"), help_text=_("Degrees; positive upwards."))
    sharpness = models.FloatField(_("sharpness"))
    brightness = models.FloatField(_("brightness"))
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    last_used_at = models.DateTimeField(_("last of use"), null=True, editable=False)

    objects = FaceSampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("face sample")
        verbose_name_plural = _("face samples")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["owner", "preset"], name="sample_gallery"),
            models.Index(fields=["preset"], name="sample_shown", condition=Q(is_shown=True)),
            HnswIndex(fields=["embedding"], name="sample_nearest", m=16, ef_construction=64, opclasses=["vector_l2_ops"]),
        ]

    @property
    def crop_url(self) -> str:
        return reverse("faces:sample-crop", args=[self.pk])


class Correction(Embedded):
    """ "Not this person": faces nearer to this one than to the person's samples are somebody else's."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections", verbose_name=_("not this person"))
    # The sample, by now another person's, of which this is a copy: the copy goes with it.
    sample = models.ForeignKey(FaceSample, models.CASCADE, null=True, related_name="corrections", editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-created_at", "-id"]
