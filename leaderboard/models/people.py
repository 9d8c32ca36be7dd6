"""Whom people follow, whom they do not want to hear, and what others may see of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    FOLLOWERS = "followers", _("People who follow me")
    ME = "me", _("Only me")


class ProfileQuerySet(models.QuerySet):
    def of(self, person) -> "Profile":
        """The person's profile as it stands, for reading: an unsaved one, with what everybody begins with, where there is none yet."""
        return self.filter(pk=person.pk).first() or Profile(person=person)


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

    objects = ProfileQuerySet.as_manager()

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


class SilenceQuerySet(models.QuerySet):
    def blocked_ids(self, user) -> set[int]:
        """Ids of those whom the user blocks, and of those who block the user: neither sees the other. One small indexed query.

        Staff see those who block them: they look after everybody.
        """
        return {other for other, kind in self._around(user) if kind == Silence.Kind.BLOCK}

    def silenced_ids(self, user) -> set[int]:
        """`blocked_ids` and those whom the user muted: whom lists, comments and notifications leave out."""
        return {other for other, _kind in self._around(user)}

    def _around(self, user) -> list[tuple[int, str]]:
        if not user.is_authenticated:
            return []
        mine, theirs = Q(person=user), Q(other=user, kind=Silence.Kind.BLOCK)
        rows = self.order_by().filter(mine if user.is_staff else mine | theirs).values_list("person_id", "other_id", "kind")
        return [(other if person == user.pk else person, kind) for person, other, kind in rows]


class Silence(models.Model):
    """That a person blocks another (neither sees or reaches the other) or mutes them (sees less of them, unknown to them)."""

    class Kind(models.TextChoices):
        BLOCK = "block", _("Blocked")
        MUTE = "mute", _("Muted")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="silences", db_index=False, verbose_name=_("person"))
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="silenced_by", verbose_name=_("the other"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = SilenceQuerySet.as_manager()

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
