"""Reports by people and what staff did about them. Nothing here is ever overwritten: an action is undone by another."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pgvector.django import BitField

from accounts.models import User
from leaderboard.models.comments import Comment
from leaderboard.models.results import SharedResult


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Report.State.OPEN)

    def about_same(self, report: "Report"):
        """Those of the same result, comment or person."""
        return self.filter(result=report.result_id, comment=report.comment_id, person=report.person_id)

    def queue(self):
        """What waits for staff: of each reported thing its most pressing open report, the most pressing thing first."""
        things = "result_id", "comment_id", "person_id"
        first = Report.objects.open().order_by(*things, "-priority", "created_at", "id").distinct(*things)
        return self.filter(pk__in=first.values("pk")).order_by("-priority", "created_at", "id")


class Report(models.Model):
    """That somebody finds a result, a comment or a person wrong. Exactly one of the three is set."""

    class Reason(models.TextChoices):
        MINOR = "minor", _("It shows a child or a teenager")
        STRANGER = "stranger", _("It shows me or somebody who did not agree")
        NUDITY = "nudity", _("Nudity or sexual content")
        HARASSMENT = "harassment", _("Harassment or hate")
        STOLEN = "stolen", _("A stolen photo")
        SPAM = "spam", _("Spam, or not an outfit")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    CHECK = "check"

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports", verbose_name=_("reporter"))
    visitor = models.CharField(
        _("visitor"),
        max_length=32,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text=_("Who has no account: a keyed digest of the address, gone once the report is resolved. Or our automatic check."),
    )
    result = models.ForeignKey(SharedResult, models.CASCADE, null=True, related_name="reports", verbose_name=_("shared result"))
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="reports", verbose_name=_("comment"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="reported", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0, help_text=_("Higher is looked at first."))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("resolved by")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-priority", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reporter", "result"], condition=Q(state="open"), name="report_result_once"),
            models.UniqueConstraint(fields=["reporter", "comment"], condition=Q(state="open"), name="report_comment_once"),
            models.UniqueConstraint(
                fields=["reporter", "person"], condition=Q(state="open", result=None, comment=None), name="report_person_once"
            ),
            *(
                models.UniqueConstraint(
                    fields=["visitor", target], condition=Q(state="open") & ~Q(visitor=""), name=f"report_{target}_once_a_visitor"
                )
                for target in ("result", "comment", "person")
            ),
            models.CheckConstraint(
                condition=Q(result__isnull=False, comment=None, person=None)
                | Q(result=None, comment__isnull=False, person=None)
                | Q(result=None, comment=None, person__isnull=False),
                name="report_is_about_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["-priority", "created_at", "id"], condition=Q(state="open"), name="report_queue")]

    def __str__(self):
        return f"{self.get_reason_display()} ({self.get_state_display()})"

    @property
    def is_by_check(self) -> bool:
        return self.visitor == self.CHECK

    @property
    def target(self) -> SharedResult | Comment | User:
        """What it is about."""
        return self.result or self.comment or self.person

    @property
    def about(self) -> User:
        """Whose doing is reported."""
        return self.result.owner if self.result_id else self.comment.author if self.comment_id else self.person


class HiddenPicture(models.Model):
    """That a picture was kept out of sight, or reported, when its owner took it back: shared by them again, it waits for a human."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner"))
    fingerprint = BitField(_("fingerprint"), length=64, editable=False, help_text=_("Perceptual hash of the photo."))
    created_at = models.DateTimeField(_("deleted"), auto_now_add=True)

    class Meta:
        verbose_name = _("hidden picture")
        verbose_name_plural = _("hidden pictures")

    def __str__(self):
        return f"{self.owner}, {self.created_at:%Y-%m-%d}"


class ModerationAction(models.Model):
    """What staff, or a rule of ours, did to a result, a comment or a person, and why. `undoes` names the action it takes back."""

    class Kind(models.TextChoices):
        HOLD = "hold", _("Held for a human")
        HIDE = "hide", _("Hidden")
        APPROVE = "approve", _("Approved")
        BAN = "ban", _("Banned")
        UNBAN = "unban", _("Ban lifted")
        UNDO = "undo", _("Undone")

    kind = models.CharField(_("action"), max_length=8, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"), help_text=_("Empty: a rule of ours.")
    )
    result = models.ForeignKey(SharedResult, models.SET_NULL, null=True, related_name="actions", verbose_name=_("shared result"))
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="actions", verbose_name=_("comment"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="moderated",
        verbose_name=_("person"),
        help_text=_("To whom it was done."),
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Report.Reason.choices, blank=True, default="", db_default="")
    note = models.CharField(_("note"), max_length=500, blank=True)
    before = models.JSONField(
        _("before"), default=dict, db_default=models.Value({}, models.JSONField()), editable=False, help_text=_("What undoing brings back.")
    )
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by", verbose_name=_("undoes"))
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation actions")
        ordering = ["-id"]
        permissions = [("moderate", _("Can approve, hide and hold")), ("ban_people", _("Can ban people"))]

    def __str__(self):
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d}"

    @property
    def is_automatic(self) -> bool:
        return self.actor_id is None and self.kind == self.Kind.HOLD

    @property
    def is_own(self) -> bool:
        """Done to something of the actor's own."""
        return self.actor_id is not None and self.actor_id == self.person_id
