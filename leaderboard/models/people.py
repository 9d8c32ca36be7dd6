"""Whom people follow, whom they do not want to hear, and what others may see of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    FOLLOWERS = "followers", _("People who follow me")
    ME = "me", _("Only me")


class Profile(models.Model):
    """What the board keeps about a person beside the account. Made when it is first needed."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile", verbose_name=_("person")
    )
    follower_count = models.PositiveIntegerField(_("followers"), default=0, db_default=0)
    following_count = models.PositiveIntegerField(_("following"), default=0, db_default=0)
    diary_for = models.CharField(_("who sees my style diary"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE)
    ties_for = models.CharField(_("who sees whom I follow"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE)
    comments_from = models.CharField(_("who may comment"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE)
    unwanted_notices = models.JSONField(
        _("not told about"), default=list, db_default=models.Value([], models.JSONField()), help_text=_("Kinds of notification.")
    )

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self):
        return str(self.person_id)


class Follow(models.Model):
    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="following", db_index=False, verbose_name=_("follower")
    )
    followed = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="followers", db_index=False, verbose_name=_("followed")
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(condition=~Q(follower=F("followed")), name="follow_not_oneself"),
        ]
        indexes = [
            models.Index(fields=["follower", "-created_at", "-id"], name="follow_follower_newest"),
            models.Index(fields=["followed", "-created_at", "-id"], name="follow_followed_newest"),
        ]

    def __str__(self):
        return f"{self.follower_id} > {self.followed_id}"


class Silence(models.Model):
    """That a person blocks another (neither sees or reaches the other) or mutes them (sees less of them, unknown to them)."""

    class Kind(models.TextChoices):
        BLOCK = "block", _("Blocked")
        MUTE = "mute", _("Muted")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="silences", db_index=False, verbose_name=_("person"))
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="silenced_by", verbose_name=_("the other"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("silence")
        verbose_name_plural = _("silences")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="silence_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="silence_not_oneself"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.kind} {self.other_id}"
