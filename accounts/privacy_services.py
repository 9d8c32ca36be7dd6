"""Sessions that end, and the receipt of a deleted account."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import jobs, personal_data
from accounts.models import DataDeletion, User

FRESH_S = 15 * 60  # after a sign-in through a provider an account may be deleted without a password


def end_sessions(*, user: User, but: str) -> int:
    """Sign the user out on every device, but not in the session of this key; how many there were."""
    return user.sessions.exclude(session_key=but).delete()[0]


def mail_receipt(*, address: str, receipt: DataDeletion) -> None:
    """Have the receipt mailed, in the language of this request."""
    if address:
        jobs.enqueue(send_receipt, address=address, code=receipt.code, language=translation.get_language() or "en")


@jobs.job
def send_receipt(*, address: str, code: str, language: str) -> None:
    receipt = DataDeletion.objects.get(code=code)
    with translation.override(language):
        body = render_to_string("accounts/deletion_email.txt", {"receipt": receipt, "lines": personal_data.labelled(receipt.counts)})
        send_mail(_("EvaRanks has deleted your account"), body, None, [address])
