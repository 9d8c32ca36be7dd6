"""Reports by people and what staff did about them. Nothing here is ever overwritten: an action is undone by another."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leaderboard.models.comments import Comment
from leaderboard.models.results import SharedResult


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

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports", verbose_name=_("reporter"))
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
            models.CheckConstraint(
                condition=Q(result__isnull=False, comment=None, person=None)
                | Q(result=None, comment__isnull=False, person=None)
                | Q(result=None, comment=None, person__isnull=False),
                name="report_is_about_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["-priority", "created_at", "id"], condition=Q(state="open"), name="report_queue")]

    def __str__(self):
        return f"{self.reason} {self.state}"


class ModerationAction(models.Model):
    """What staff, or a rule of ours, did to a result, a comment or a person, and why. `undoes` names the action it takes back."""

    class Kind(models.TextChoices):
        HOLD = "hold", _("Held for a human")
        HIDE = "hide", _("Hidden")
        APPROVE = "approve", _("Approved")
        BAN = "ban", _("Banned")
        UNBAN = "unban", _("Ban lifted")

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
    note = models.CharField(_("note"), max_length=500, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by", verbose_name=_("undoes"))
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation actions")
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.kind} {self.created_at:%Y-%m-%d}"
