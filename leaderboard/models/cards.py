"""The cards by which results are shown elsewhere, as they were last drawn."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leaderboard.models.results import SharedResult


class ShareCard(models.Model):
    """A drawn card in one language. `key` tells what it shows: with another caption or name it is another, and the card is drawn anew."""

    result = models.ForeignKey(SharedResult, models.CASCADE, related_name="cards", db_index=False, verbose_name=_("shared result"))
    language = models.CharField(_("language"), max_length=5)
    key = models.CharField(_("key"), max_length=16)
    file = models.FileField(_("file"), max_length=100)
    created_at = models.DateTimeField(_("drawn"), auto_now=True)

    class Meta:
        verbose_name = _("share card")
        verbose_name_plural = _("share cards")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["result", "language"], name="share_card_once_per_language")]

    def __str__(self):
        return f"{self.result_id} {self.language}"
