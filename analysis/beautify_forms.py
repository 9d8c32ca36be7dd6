"""The dressing table's form, which works without JavaScript."""

from django import forms
from django.utils.translation import gettext_lazy as _

from analysis import makeup_words
from analysis.forms import PhotoForm


class BeautifyForm(PhotoForm):
    look = forms.ChoiceField(label=_("Look"), choices=makeup_words.looks)
