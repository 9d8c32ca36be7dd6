"""What a person is told when a sign-in through a provider fails. Details of the provider's answer stay out of it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from social_core.exceptions import SocialAuthBaseException

START_AGAIN = _("That sign-in was not begun here, or took too long. Please start again.")

TEXTS = {
    "authorization_declined": _("You stopped at %(provider)s, so nothing has changed."),
    "authentication_disallowed": _("This account is closed."),
    "already_linked": _("Another %(provider)s account is linked to yours already. Unlink that one first."),
    "identity_in_use": _("That %(provider)s account is linked to somebody else's account here."),
    "email_in_use": _("An account with that e-mail exists already. Sign in to it as usual, then link %(provider)s on your profile."),
    "missing_parameter": START_AGAIN,
    "session_context_missing": START_AGAIN,
    "state_mismatch": START_AGAIN,
    "authorization_code_rejected": START_AGAIN,
}


def explain(error: SocialAuthBaseException, provider: str) -> str:
    text = TEXTS.get(error.code) or gettext("%(provider)s did not let us finish the sign-in. Please try again later.")
    return text % {"provider": provider}
