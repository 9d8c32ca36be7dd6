"""What may stand under a shared result: one line of plain text."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_LENGTH = 200

# Characters that turn the direction of all the text after them, names of others included.
_TURNS_TEXT = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_unwanted(character: str) -> bool:
    # Cc: control characters, line breaks among them; Cs: halves of characters, which the database refuses.
    return unicodedata.category(character) in {"Cc", "Cs"} or character in _TURNS_TEXT


def clean(text: str) -> str:
    """The caption on one line, spaces single, control characters gone. HTML stays text: templates escape it.

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
    return " ".join("".join(" " if _is_unwanted(character) else character for character in text).split())
