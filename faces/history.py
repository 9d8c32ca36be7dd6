"""What happened: check-ins, and the audit trail. Models like those of `faces.models`, which imports them."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faces.querysets import CheckInQuerySet


class CheckInSession(models.Model):
    """An occasion at which an owner notes who came. It is open until it is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="check_in_sessions", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=80)
    created_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("check-in session")
        verbose_name_plural = _("check-in sessions")
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("faces:check-in", args=[self.pk])


class CheckIn(models.Model):
    """Somebody was recognised in a session, once, with the crop by which they were."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(CheckInSession, models.CASCADE, related_name="check_ins", verbose_name=_("session"))
    person = models.ForeignKey("faces.Person", models.CASCADE, related_name="check_ins", verbose_name=_("person"))
    snapshot = models.FileField(_("snapshot"), max_length=100)
    distance = models.FloatField(_("distance"))
    created_at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="check_in_once_per_session")]

    def __str__(self):
        return str(self.id)

    @property
    def snapshot_url(self) -> str:
        return reverse("faces:snapshot", args=[self.pk])


class AuditEntry(models.Model):
    """Who did what to a gallery, and when. No names, no pictures, no vectors: it outlives what it tells of."""

    class Action(models.TextChoices):
        PERSON_ADDED = "person_added", _("added a person")
        PERSON_RENAMED = "person_renamed", _("renamed a person")
        PERSON_DELETED = "person_deleted", _("deleted a person")
        PEOPLE_MERGED = "people_merged", _("merged two people")
        CONSENT_DECLARED = "consent_declared", _("declared a person's consent")
        PERSON_LINKED = "person_linked", _("linked an account")
        PERSON_UNLINKED = "person_unlinked", _("unlinked an account")
        PERSON_SHOWN = "person_shown", _("made recognisable by everyone")
        PERSON_HIDDEN = "person_hidden", _("made recognisable by the owner only")
        SAMPLE_ADDED = "sample_added", _("added a sample")
        SAMPLE_REMOVED = "sample_removed", _("removed samples")
        SAMPLE_MOVED = "sample_moved", _("moved a sample to another person")
        CORRECTED = "corrected", _("said: not this person")
        SESSION_OPENED = "session_opened", _("opened a check-in session")
        SESSION_CLOSED = "session_closed", _("closed a check-in session")
        SESSION_DELETED = "session_deleted", _("deleted a check-in session")
        SESSION_EXPORTED = "session_exported", _("exported a check-in session")
        ERASED = "erased", _("withdrew consent or left; all was erased")
        EXPIRED = "expired", _("samples expired")

    gallery = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("gallery of"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    action = models.CharField(_("did"), max_length=20, choices=Action.choices)
    subject = models.UUIDField(_("to"), null=True, help_text=_("Id of the person or session."))
    number = models.PositiveIntegerField(_("how many"), default=1)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="audit_newest")]

    def __str__(self):
        return f"{self.action} {self.subject}"


def note(action: str, *, gallery, actor, subject=None, number: int = 1) -> None:
    """Add to the audit trail, in the caller's transaction. `gallery`: the account whose gallery it is; `actor`: None for the clock."""
    AuditEntry.objects.create(gallery_id=getattr(gallery, "pk", gallery), actor=actor, action=action, subject=subject, number=number)
