"""What may stand under a shared result: one line of plain text."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import plain_text

MAX_LENGTH = 200


def clean(text: str) -> str:
    """The caption on one line, see `plain_text.clean_line`.

    Raises:
        ValidationError: it has more than MAX_LENGTH characters.
    """
    text = unicodedata.normalize("NFC", text.strip())
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            _("A caption has at most %(most)d characters; this one has %(length)d."),
            code="max_length",
            params={"most": MAX_LENGTH, "length": len(text)},
        )
    return plain_text.clean_line(text)
