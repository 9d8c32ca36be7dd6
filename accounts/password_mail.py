"""The mail that replaces a forgotten password, written where its time tells nobody whether the address is known."""

from django.contrib.auth import forms as auth_forms
from django.utils import translation

from accounts import jobs

TEMPLATES = {
    "email_template_name": "accounts/password_reset_email.txt",
    "subject_template_name": "accounts/password_reset_subject.txt",
}


class PasswordResetForm(auth_forms.PasswordResetForm):
    """Django's own; accounts are looked for, and the mail is sent, in a job."""

    def save(self, *, request, use_https, **options):
        arguments = {"email": self.cleaned_data["email"], "domain": request.get_host(), "use_https": use_https}
        jobs.enqueue(mail_reset, **arguments, language=translation.get_language() or "en")


@jobs.job
def mail_reset(*, email: str, domain: str, use_https: bool, language: str) -> None:
    """Mail a link to whoever has this address, if anybody. Sent twice, both links work until one is used."""
    form = auth_forms.PasswordResetForm({"email": email})
    with translation.override(language):
        if form.is_valid():
            form.save(domain_override=domain, use_https=use_https, **TEMPLATES)
