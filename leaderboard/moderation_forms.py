"""What staff fill in before they do something."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.models import ModerationAction, Report

Kind = ModerationAction.Kind


class DecisionForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Report.Reason.choices, help_text=_("The person is told this."))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("For our log; the person does not read it."),
    )

    def __init__(self, kind: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if kind not in {Kind.HIDE, Kind.BAN}:
            del self.fields["reason"]
