"""Giving and withdrawing consent."""

from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import consent
from accounts.consent import Purpose
from accounts.models import Consent, User
from accounts.services import delete_files


class ConsentRequired(Exception):
    """The person has not agreed to the present version of a purpose's text, or has taken it back."""


class OutdatedText(Exception):
    """The person agreed to another version than the present one: they must be shown the text again."""


def give_consent(*, user: User, purpose: Purpose, version: int) -> Consent:
    """Record that the user agrees to `version` of the text; given before, that record is returned.

    Raises:
        OutdatedText: the text changed since they were shown it; nothing was recorded.
    """
    if version != purpose.version:
        raise OutdatedText
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two clicks at once make one record
        given, _new = Consent.objects.get_or_create(
            user=user, purpose=purpose.key, version=version, withdrawn_at=None, defaults={"language": get_language() or ""}
        )
    return given


def withdraw_consent(*, user: User, purpose: Purpose) -> Consent:
    """Take the consent back and delete at once all that was kept under it. The record returned is the receipt.

    Raises:
        ConsentRequired: there is none to take back.
    """
    with transaction.atomic():
        # An enrolment under way waits, then finds no consent. Rows that only refer to the account (the audit trail) need not wait:
        # whoever writes them may hold rows that are to be erased here.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        records = list(Consent.objects.open(user, purpose))
        if not records:
            raise ConsentRequired
        erased = consent.erase(user, [purpose])
        now = timezone.now()
        for record in records:
            record.withdrawn_at = now
            record.erased = dict(erased.counts)
        Consent.objects.bulk_update(records, ["withdrawn_at", "erased"])
        transaction.on_commit(lambda: delete_files(erased.files))
    return records[0]


def require_consent(user: User, purpose: Purpose) -> None:
    """Let pass who agrees to the present version.

    Raises:
        ConsentRequired.
    """
    if not Consent.objects.is_given(user, purpose):
        raise ConsentRequired


def lock_consent(user: User, purpose: Purpose) -> None:
    """`require_consent`, which then holds until this transaction ends: a withdrawal waits, and erases what was added.

    Raises:
        ConsentRequired.
    """
    list(User.objects.filter(pk=user.pk).select_for_update(no_key=True).values_list("pk"))
    require_consent(user, purpose)


def send_receipt(*, address: str, purpose: Purpose, counts: dict[str, int], at: datetime, record: Consent | None = None) -> None:
    """Mail what was deleted, when, and, where the record is still there, what it was: a receipt to keep."""
    body = render_to_string(
        "accounts/receipt_email.txt", {"title": purpose.title, "lines": purpose.receipt(counts), "at": at, "record": record}
    )
    send_mail(_("EvaRanks has deleted what it kept of you"), body, None, [address])
