"""What people say about a shared result: plain text."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leaderboard.models.people import Silence
from leaderboard.models.results import SharedResult


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What everybody sees and one's own hidden ones, without people whom the user silenced or who block the user; for staff all."""
        if not user.is_authenticated:
            return self.filter(hidden=False)
        if user.is_staff:
            return self
        silenced = Silence.objects.silenced_ids(user)
        seen = self.filter(Q(hidden=False) | Q(author=user))
        # The wearer of an anonymous result stays: a comment that went would tell who it is.
        wearer = Q(result__anonymous=True, author=F("result__owner"))
        return seen.filter(~Q(author__in=silenced) | wearer) if silenced else seen

    def editable_by(self, user):
        return self.filter(author=user)

    def removable_by(self, user):
        """One's own, and those under one's own results. What staff take away they hide, which is logged and can be undone."""
        return self.filter(Q(author=user) | Q(result__owner=user))

    def with_people(self):
        """With what a list shows."""
        return self.select_related("author", "result")


class Comment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(SharedResult, models.CASCADE, related_name="comments", db_index=False, verbose_name=_("shared result"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="comments", db_index=False, verbose_name=_("author"))
    text = models.CharField(_("text"), max_length=500)
    hidden = models.BooleanField(_("hidden"), default=False, db_default=False, help_text=_("Only staff and the author see it."))
    hidden_by_ban = models.BooleanField(_("hidden by a ban of its author"), default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)

    objects = CommentQuerySet.as_manager()

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

    @property
    def shown_author(self):
        """Who wrote it, as far as others may know: None where an anonymous result's owner did."""
        return None if self.result.anonymous and self.author_id == self.result.owner_id else self.author
