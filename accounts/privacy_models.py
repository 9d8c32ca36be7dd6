"""What the privacy centre keeps: whose sessions are whose, exports, and files that must still go. `accounts.models` imports them."""

import uuid

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """Django's, with whose it is: see `accounts.sessions`."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions", verbose_name=_("owner"))
    signed_in_at = models.DateTimeField(_("signed in"), null=True)

    @classmethod
    def get_session_store_class(cls):
        from accounts.sessions import SessionStore

        return SessionStore


class DataExport(models.Model):
    """A zip of everything held about a person, made in the background."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    OPEN = (State.WAITING, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_exports", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0, help_text=_("Rows and files written so far."))
    total = models.PositiveIntegerField(_("in all"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    file = models.FileField(_("file"), blank=True, max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    seen_at = models.DateTimeField(_("last sign of life"), auto_now_add=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, editable=False)

    class Meta:
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(state__in=["waiting", "running"]), name="data_export_one_at_a_time")
        ]

    def __str__(self):
        return f"{self.state} {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0


class DoomedFile(models.Model):
    """A stored file whose rows are gone for certain, and which goes next. What a dying server leaves here is deleted later."""

    name = models.CharField(_("file"), max_length=200, unique=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("file to delete")
        verbose_name_plural = _("files to delete")

    def __str__(self):
        return self.name
