"""Who liked a shared result, and who saw it: a like says something only beside those who saw and did not."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leaderboard.models.results import SharedResult


class Like(models.Model):
    result = models.ForeignKey(SharedResult, models.CASCADE, related_name="likes", db_index=False, verbose_name=_("shared result"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="likes", db_index=False, verbose_name=_("person"))
    created_at = models.DateTimeField(_("liked"), auto_now_add=True)

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["result", "person"], name="like_once")]
        indexes = [models.Index(fields=["person", "-created_at", "-id"], name="like_person_newest")]

    def __str__(self):
        return f"{self.person_id}: {self.result_id}"


class Sighting(models.Model):
    """That a signed-in person opened a result's page, or liked it from a list."""

    result = models.ForeignKey(SharedResult, models.CASCADE, related_name="sightings", db_index=False, verbose_name=_("shared result"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    weight = models.FloatField(
        _("weight"), default=1, db_default=1, help_text=_("How much the person's like counts, see leaderboard.trust.")
    )

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        constraints = [models.UniqueConstraint(fields=["result", "person"], name="sighting_once")]

    def __str__(self):
        return f"{self.person_id}: {self.result_id}"
