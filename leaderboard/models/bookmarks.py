"""What people keep of others' results, for themselves alone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from leaderboard.models.results import SharedResult


class Collection(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="collections", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=50)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint("owner", Lower("name"), name="collection_name_once")]

    def __str__(self):
        return self.name


class BookmarkQuerySet(models.QuerySet):
    def kept_by(self, user):
        """What the user keeps and may see still, with what a list shows. What is hidden comes back when it is shown again."""
        results = SharedResult.objects.visible_to(user)
        heavy = [f"result__analysis__{name}" for name in ("maps", "probabilities")]
        return self.filter(owner=user, result__in=results).select_related("result__owner", "result__analysis__photo").defer(*heavy)


class Bookmark(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks", db_index=False, verbose_name=_("owner"))
    result = models.ForeignKey(SharedResult, models.CASCADE, related_name="bookmarks", verbose_name=_("shared result"))
    collection = models.ForeignKey(
        Collection, models.SET_NULL, null=True, blank=True, related_name="bookmarks", db_index=False, verbose_name=_("collection")
    )
    created_at = models.DateTimeField(_("kept"), auto_now_add=True)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "result"], name="bookmark_once")]
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"], name="bookmark_owner_newest"),
            models.Index(fields=["collection", "-created_at", "-id"], name="bookmark_collection_newest"),
        ]

    def __str__(self):
        return f"{self.owner_id}: {self.result_id}"
