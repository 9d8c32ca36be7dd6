"""What people say about a shared result: plain text."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leaderboard.models.results import SharedResult


class Comment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(SharedResult, models.CASCADE, related_name="comments", db_index=False, verbose_name=_("shared result"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="comments", db_index=False, verbose_name=_("author"))
    text = models.CharField(_("text"), max_length=500)
    hidden = models.BooleanField(_("hidden"), default=False, db_default=False, help_text=_("Only staff and the author see it."))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["result", "-created_at", "-id"], name="comment_result_newest"),
            models.Index(fields=["author", "-created_at", "-id"], name="comment_author_newest"),
        ]

    def __str__(self):
        return self.text[:40]
