"""What this app keeps about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import Kind

_SECRET = _("A secret. We keep only a digest of it, which says nothing to anybody.")

KINDS = (
    Kind("account", _("Account"), "accounts.User", ("pk",), "accounts:profile", "avatar", {"password": _SECRET}),
    Kind("consents", _("Consents"), "accounts.Consent", ("user",), "faces:consent"),
    Kind(
        "sessions",
        _("Devices signed in"),
        "accounts.Session",
        ("owner",),
        "accounts:privacy",
        withheld={"session_key": _SECRET, "session_data": _("What the site remembers between two pages: the sign-in and its language.")},
    ),
    Kind("tokens", _("API tokens"), "accounts.ApiToken", ("owner",), "accounts:tokens", withheld={"digest": _SECRET}),
    Kind(
        "failed_sign_ins",
        _("Failed tries to sign in"),
        "axes.AccessAttempt",
        ("username=username",),
        withheld={"post_data": _SECRET},
    ),
    Kind("links", _("Ways to sign in through others"), "social_django.UserSocialAuth", ("user",), "accounts:profile"),
)

EXEMPT = {
    "accounts.DataExport.owner": "exports do not contain exports",
    "accounts.User.groups": "rights on this site that staff gave; `is_staff` is in the account",
    "accounts.User.user_permissions": "rights on this site that staff gave; `is_staff` is in the account",
    "otp_static.StaticDevice.user": "ten codes, of which we keep digests; they are no information about a person",
    "otp_totp.TOTPDevice.user": "a secret shared with the person's own phone; to hand it out would weaken it",
    "axes.AccessAttemptExpiration": "when a failed try to sign in is forgotten: a clock of the site's",
    "admin.LogEntry.user": "what staff did in Django admin: a record of the site's, not of theirs",
}


def forget_failed_sign_ins(user: User) -> None:
    """They name people by what was typed, so no cascade reaches them."""
    next(kind for kind in KINDS if kind.key == "failed_sign_ins").rows(user).delete()
