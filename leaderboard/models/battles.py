"""The vote log of the battles. Every rating can be computed again from it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class BattleVote(models.Model):
    """One person's choice between two results of a style. `low` and `high` are the pair, the smaller id first.

    The results are named by their ids alone: a result that goes takes no vote with it, since its
    opponents' ratings rest on it. A voter who goes leaves a vote without a name.
    """

    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="battle_votes", db_index=False, verbose_name=_("voter")
    )
    label = models.CharField(_("style"), max_length=60)
    low = models.UUIDField(_("first result"))
    high = models.UUIDField(_("second result"))
    winner = models.UUIDField(_("winner"), null=True, help_text=_("Empty: skipped."))
    weight = models.FloatField(_("weight"), default=1.0, help_text=_("How much the vote moves the ratings."))
    reason = models.CharField(_("why this weight"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("voted"), auto_now_add=True)

    class Meta:
        verbose_name = _("battle vote")
        verbose_name_plural = _("battle votes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["voter", "low", "high"], name="battle_vote_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="battle_pair_in_order"),
            models.CheckConstraint(
                condition=Q(winner=None) | Q(winner=F("low")) | Q(winner=F("high")), name="battle_winner_is_of_the_pair"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=1), name="battle_weight_in_range"),
        ]
        indexes = [
            models.Index(fields=["voter", "-created_at"], name="battle_voter_newest"),
            models.Index(fields=["low", "high"], name="battle_pair"),
            models.Index(fields=["high"], name="battle_high"),
            models.Index(fields=["winner", "-id"], name="battle_winner_newest", condition=Q(winner__isnull=False)),
        ]

    def __str__(self):
        return f"{self.low} : {self.high}"
