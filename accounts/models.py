"""The people who use the site."""

import uuid

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.privacy_models import DataExport, DoomedFile, Session

__all__ = ["ApiToken", "Consent", "DataDeletion", "DataExport", "DoomedFile", "Session", "User"]


class PeopleManager(UserManager.from_queryset(models.QuerySet)):
    def get_by_natural_key(self, username):
        """Find by username whatever its case: the constraint below keeps that unique."""
        return self.get(username__iexact=username)


class User(AbstractUser):
    """An account. Its username is public: it is part of the profile's address."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        KOREAN = "ko", "한국어"

    first_name = None
    last_name = None
    username = models.CharField(
        _("username"),
        max_length=30,
        unique=True,
        help_text=_("3 to 30 letters, digits, dots, dashes or underscores. It is in your profile's address."),
        validators=[
            RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9._-]{2,29}\Z", _("Use 3 to 30 letters, digits, dots, dashes or underscores.")),
        ],
        error_messages={"unique": _("Somebody has this username already.")},
    )
    email = models.EmailField(_("e-mail"), error_messages={"unique": _("An account with this e-mail exists already.")})
    display_name = models.CharField(_("display name"), max_length=50, blank=True, help_text=_("What others see. Your username, if empty."))
    avatar = models.FileField(_("avatar"), blank=True, max_length=100)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.ENGLISH)

    objects = PeopleManager()

    REQUIRED_FIELDS = ["email"]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="username_unique_in_any_case", violation_error_message=_("Somebody has this username already.")
            ),
            models.UniqueConstraint(
                Lower("email"), name="email_unique_in_any_case", violation_error_message=_("An account with this e-mail exists already.")
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def avatar_url(self) -> str:
        """The avatar's address, or "" without one. The file's random name in it lets browsers keep it for ever."""
        if not self.avatar:
            return ""
        return reverse("accounts:avatar", args=[self.avatar.name.removeprefix("avatars/")])


class ApiToken(models.Model):
    """A secret by which a program acts as its owner. Only its digest is kept, so it is shown once, when it is made."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=50, help_text=_("What will use it, for your own memory."))
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text=_("SHA-256 of the whole token."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"


class ConsentQuerySet(models.QuerySet):
    def open(self, user, purpose):
        """What the user has agreed to and not taken back, the newest version first."""
        return self.filter(user=user, purpose=purpose.key, withdrawn_at=None).order_by("-version")

    def is_given(self, user, purpose) -> bool:
        """Whether the user agrees to the present version of the text."""
        return self.open(user, purpose).filter(version=purpose.version).exists()


class Consent(models.Model):
    """That a person agreed to one version of a purpose's text, see `accounts.consent`. Once withdrawn, it is the receipt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="consents", verbose_name=_("person"))
    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=5, blank=True, help_text=_("In which the text was shown."))
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    erased = models.JSONField(_("deleted"), null=True, editable=False, help_text=_("How many of each kind went with the withdrawal."))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "purpose", "version"], condition=Q(withdrawn_at=None), name="consent_open_once")
        ]

    def __str__(self):
        return f"{self.purpose} {self.version}"


class DataDeletion(models.Model):
    """The receipt of a deletion that a person, or their sign-in provider, asked for. It says what went, and nothing about whom."""

    class Deleted(models.TextChoices):
        ACCOUNT = "account", _("The account and everything in it")
        LINK = "link", _("The link to the provider")
        NOTHING = "nothing", _("Nothing: we kept nothing of this person")

    code = models.CharField(_("code"), max_length=32, unique=True, editable=False)
    provider = models.CharField(_("provider"), max_length=32, blank=True, help_text=_("Empty: the person asked for it here."))
    counts = models.JSONField(_("how much"), default=dict, help_text=_("How many of each kind went."))
    deleted = models.CharField(_("deleted"), max_length=10, choices=Deleted.choices)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("data deletion")
        verbose_name_plural = _("data deletions")
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.code
