"""The hall of fame: who was ahead when a week closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leaderboard.models.results import SharedResult


class WeekPlace(models.Model):
    """A place on the podium of one style, or of all for "", in the week that begins on Monday `week`."""

    week = models.DateField(_("week"))
    label = models.CharField(_("style"), max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(_("place"))
    result = models.ForeignKey(SharedResult, models.CASCADE, related_name="week_places", verbose_name=_("shared result"))
    ranking = models.CharField(_("ranking"), max_length=20, help_text=_("Which of the board's rankings decided."))
    value = models.FloatField(_("value"), help_text=_("What it was ranked by, as it stood."))
    created_at = models.DateTimeField(_("closed"), auto_now_add=True)

    class Meta:
        verbose_name = _("place of a week")
        verbose_name_plural = _("places of the weeks")
        ordering = ["-week", "label", "place"]
        constraints = [models.UniqueConstraint(fields=["week", "label", "place"], name="week_place_once")]

    def __str__(self):
        return f"{self.week} {self.label} {self.place}"
