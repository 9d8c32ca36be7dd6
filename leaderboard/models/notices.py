"""What a person is told about."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leaderboard.models.comments import Comment
from leaderboard.models.results import SharedResult

UNREAD_CAP = 100  # the bell shows 99+


class NotificationQuerySet(models.QuerySet):
    def told(self, user):
        """What the user is told, without comments that are out of sight and what somebody did who is banned: it comes back with them."""
        hidden = Q(kind=Notification.Kind.COMMENT, comment__hidden=True)
        return self.filter(recipient=user).exclude(hidden).exclude(actor__is_active=False)

    def unread(self):
        return self.filter(read_at=None)

    def unread_count(self) -> int:
        """How many are unread, counted up to UNREAD_CAP."""
        return self.unread().order_by()[:UNREAD_CAP].count()

    def with_subjects(self):
        """With what their words need of actor, result and comment."""
        heavy = [f"result__analysis__{name}" for name in ("maps", "probabilities")]
        return self.select_related("actor", "comment", "result__owner", "result__analysis__photo").defer(*heavy)


class Notification(models.Model):
    """Something that happened to the recipient. Words are made from it when it is shown, in the reader's language."""

    class Kind(models.TextChoices):
        LIKE = "like", _("Liked")
        COMMENT = "comment", _("Commented")
        FOLLOW = "follow", _("Followed")
        HALL = "hall", _("Hall of fame")
        MODERATION = "moderation", _("From our staff")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False, verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("who did it"))
    result = models.ForeignKey(SharedResult, models.CASCADE, null=True, related_name="+", verbose_name=_("shared result"))
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+", verbose_name=_("comment"))
    details = models.JSONField(_("details"), default=dict)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-id"]
        constraints = [
            # Liked, not liked, liked again: told once.
            models.UniqueConstraint(fields=["recipient", "actor", "result"], condition=Q(kind="like"), name="notification_like_once"),
            models.UniqueConstraint(fields=["recipient", "actor"], condition=Q(kind="follow"), name="notification_follow_once"),
            models.UniqueConstraint(fields=["recipient", "comment"], condition=Q(kind="comment"), name="notification_comment_once"),
            # Nobody did these: the details say which occasion it was.
            models.UniqueConstraint(
                fields=["recipient", "kind", "result", "details"],
                condition=Q(kind__in=["hall", "moderation"]),
                nulls_distinct=False,
                name="notification_occasion_once",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
            # What is read and old is deleted.
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="notification_read"),
        ]

    def __str__(self):
        return f"{self.kind} {self.recipient_id}"
