"""The upload form that works without JavaScript."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ml_models import images


class PhotoForm(forms.Form):
    image = forms.FileField(
        label=gettext_lazy("Your photo"),
        help_text=gettext_lazy("JPEG, PNG, WebP or HEIC, at most 15 MB."),
        allow_empty_file=True,  # the decoder says it better
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,.heic"}),
    )

    def clean_image(self) -> bytes:
        try:
            return images.read_capped(self.cleaned_data["image"])
        except images.InvalidImage as error:
            raise ValidationError(_(str(error))) from error
