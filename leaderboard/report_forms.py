"""What one may say about a result, a comment or a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.models import Report
from leaderboard.report_services import NOTE_LENGTH

Reason = Report.Reason

# What a thing may be reported for, what cannot wait first.
REASONS = {
    "result": (Reason.MINOR, Reason.STRANGER, Reason.NUDITY, Reason.HARASSMENT, Reason.STOLEN, Reason.SPAM, Reason.OTHER),
    "comment": (Reason.HARASSMENT, Reason.NUDITY, Reason.MINOR, Reason.SPAM, Reason.OTHER),
    "person": (Reason.MINOR, Reason.HARASSMENT, Reason.STOLEN, Reason.SPAM, Reason.OTHER),
}
WORDS = {
    ("comment", Reason.MINOR): _("It is about a child or a teenager"),
    ("comment", Reason.SPAM): _("Spam"),
    ("person", Reason.MINOR): _("This is a child's account"),
    ("person", Reason.STOLEN): _("Stolen photos, or somebody else's name"),
    ("person", Reason.SPAM): _("Spam"),
}


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is wrong with it?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Anything that we should know (optional)"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only our staff read it."),
    )

    def __init__(self, thing: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(reason, WORDS.get((thing, reason), reason.label)) for reason in REASONS[thing]]
