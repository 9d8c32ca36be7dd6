"""What people put on the board."""

import uuid
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pgvector.django import BitField, HnswIndex

from analysis import styles
from analysis.models import Photo, StyleAnalysis
from leaderboard import captions, periods
from leaderboard.models.people import Silence

# Counting takes time with the rank. Nobody minds whether they are 10,001st or 20,002nd, and with a
# bound the page costs the same for everyone.
RANK_CAP = 10_000


class Entry(NamedTuple):
    """A line of the board. `rank`: None where the order is no contest. `capped`: it is beyond RANK_CAP, nobody counted further.

    `value`: what the ranking orders by; `shown`: the same in words.
    """

    rank: int | None
    result: "SharedResult"
    capped: bool = False
    value: float | None = None
    shown: str = ""


class SharedResultQuerySet(models.QuerySet):
    def visible(self):
        return self.filter(hidden=False)

    def visible_to(self, user):
        """What everybody sees but people blocked in either direction, one's own hidden ones, and for staff all."""
        if not user.is_authenticated:
            return self.visible()
        if user.is_staff:
            return self
        return self.filter(Q(hidden=False) | Q(owner=user))._without(Silence.objects.blocked_ids(user))

    def heard_by(self, user):
        """For lists: without whom the user blocked or muted, and without who blocks the user."""
        return self._without(Silence.objects.silenced_ids(user))

    def _without(self, people_ids):
        """Anonymous results stay: one that went when somebody is blocked would tell whose it is."""
        return self.filter(Q(anonymous=True) | ~Q(owner__in=people_ids)) if people_ids else self

    def of_person(self, person):
        """What a person shared under their name. An anonymous result is nowhere listed as theirs, not even for themselves."""
        return self.filter(owner=person, anonymous=False)

    def editable_by(self, user):
        return self.filter(owner=user)

    def removable_by(self, user):
        return self if user.is_staff else self.filter(owner=user)

    def of_style(self, label: str):
        """One style's results; all of them for ""."""
        return self.filter(label=label) if label else self

    def in_period(self, key: str):
        """Results since the start of a period, see `periods`."""
        since = periods.since(key)
        return self.filter(created_at__gte=since) if since else self

    def ranked(self, by: str = "score"):
        """The greatest value of the field `by` first; of equal ones the earlier result is ahead."""
        return self.order_by(f"-{by}", "created_at", "id")

    def better_than(self, value, created_at, pk, by: str = "score"):
        """The results ahead of a place in the ranking. (The first condition is what the index can use.)"""
        earlier = Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=pk)
        return self.filter(Q(**{f"{by}__gte": value}) & (Q(**{f"{by}__gt": value}) | earlier))

    def worse_than(self, value, created_at, pk, by: str = "score"):
        """The results behind a place in the ranking."""
        later = Q(created_at__gt=created_at) | Q(created_at=created_at, id__gt=pk)
        return self.filter(Q(**{f"{by}__lte": value}) & (Q(**{f"{by}__lt": value}) | later))

    def own_place(self, user, by: str = "score") -> tuple | None:
        """The user's best result among these: (rank, result, capped). The rank is exact up to RANK_CAP."""
        if not user.is_authenticated:
            return None
        best = self.filter(owner=user).ranked(by).first()
        if best is None:
            return None
        better = self.order_by().better_than(*best.place_by(by), by=by)[:RANK_CAP].count()
        return min(better + 1, RANK_CAP), best, better == RANK_CAP

    def with_pictures(self):
        """With what a list shows of owner and photo, without the analysis' heavy columns."""
        return self.select_related("owner", "analysis__photo").defer("analysis__maps", "analysis__probabilities")


class SharedResult(models.Model):
    """An analysis on the board. Style and score are copies, so that the board's indexes need no other table."""

    class HiddenBy(models.TextChoices):
        STAFF = "staff", _("Our staff")
        REPORTS = "reports", _("Reports, until a human looked")
        CHECK = "check", _("The automatic check, until a human looked")
        BAN = "ban", _("A ban of the owner")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    analysis = models.OneToOneField(StyleAnalysis, models.CASCADE, related_name="shared_result", verbose_name=_("analysis"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shared_results", db_index=False, verbose_name=_("owner")
    )
    label = models.CharField(_("style"), max_length=60)
    score = models.FloatField(_("score"))
    caption = models.CharField(_("caption"), max_length=captions.MAX_LENGTH, blank=True)
    anonymous = models.BooleanField(_("anonymous"), default=False, db_default=False, help_text=_("Shown without its owner's name."))
    hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Only staff and the owner see it."))
    hidden_by = models.CharField(_("hidden by"), max_length=8, choices=HiddenBy.choices, blank=True, default="", db_default="")
    fingerprint = BitField(_("fingerprint"), length=64, null=True, editable=False, help_text=_("Perceptual hash of the photo."))
    # What the rankings order by. Services keep these in step with the rows that they count.
    like_count = models.PositiveIntegerField(_("likes"), default=0, db_default=0)
    seen_count = models.PositiveIntegerField(_("seen by"), default=0, db_default=0)
    like_weight = models.FloatField(_("likes' weight"), default=0, db_default=0)
    seen_weight = models.FloatField(_("weight of those who saw it"), default=0, db_default=0)
    like_bound = models.FloatField(_("likes' lower bound"), default=0, db_default=0)
    battle_count = models.PositiveIntegerField(_("battles"), default=0, db_default=0)
    rating_mean = models.FloatField(_("rating"), default=25, db_default=25)
    rating_deviation = models.FloatField(_("rating's deviation"), default=25 / 3, db_default=25 / 3)
    rating_bound = models.FloatField(_("rating's lower bound"), default=0, db_default=0)
    rising = models.FloatField(_("rising"), default=0, db_default=0)
    comment_count = models.PositiveIntegerField(_("comments"), default=0, db_default=0)
    created_at = models.DateTimeField(_("shared"), auto_now_add=True)

    objects = SharedResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared result")
        verbose_name_plural = _("shared results")
        ordering = ["-created_at", "-id"]
        indexes = [
            # A page of the board is read straight from one of these: in rank order, from the cursor on.
            models.Index(fields=["-score", "created_at", "id"], name="board_rank", condition=Q(hidden=False)),
            models.Index(fields=["label", "-score", "created_at", "id"], name="board_style_rank", condition=Q(hidden=False)),
            *(
                index
                for name in ("like_bound", "rating_bound", "rising")
                for index in (
                    models.Index(fields=[f"-{name}", "created_at", "id"], name=f"board_{name}", condition=Q(hidden=False)),
                    models.Index(fields=["label", f"-{name}", "created_at", "id"], name=f"board_style_{name}", condition=Q(hidden=False)),
                )
            ),
            # A battle's first look is one whose rating is least certain; its second one of about the same rating.
            models.Index(fields=["label", "-rating_deviation", "id"], name="battle_uncertain", condition=Q(hidden=False)),
            models.Index(fields=["label", "rating_mean", "id"], name="battle_nearest", condition=Q(hidden=False)),
            HnswIndex(name="shared_fingerprint", fields=["fingerprint"], opclasses=["bit_hamming_ops"]),
            # Short periods hold few results: found by date, then sorted.
            models.Index(fields=["-created_at", "-id"], name="shared_newest"),
            models.Index(fields=["label", "-created_at"], name="board_style_newest", condition=Q(hidden=False)),
            models.Index(fields=["owner", "-created_at", "-id"], name="shared_owner_newest"),
        ]
        constraints = [models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="shared_result_score_in_range")]

    def __str__(self):
        return f"{self.label} {self.score:.0%}"

    def get_absolute_url(self):
        return reverse("leaderboard:shared", args=[self.id])

    def place_by(self, by: str) -> tuple:
        """Where the result stands in the ranking by a field, for `better_than` and `worse_than`."""
        return getattr(self, by), self.created_at, self.pk

    @property
    def style(self) -> styles.Style:
        return styles.get(self.label)

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    @property
    def shown_owner(self):
        """Whose it is, as far as others may know: None for an anonymous one. Pages and the API never show `owner` itself."""
        return None if self.anonymous else self.owner

    @property
    def photo(self) -> Photo:
        return self.analysis.photo
