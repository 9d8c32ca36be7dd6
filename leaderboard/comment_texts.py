"""What may stand in a comment: a few lines of plain text."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import plain_text

MAX_LENGTH = 500
MOST_LINES = 20
HUGE = 20 * MAX_LENGTH  # not worth cleaning


def clean(text: str) -> str:
    """The comment, see `plain_text.clean_text`.

    Raises:
        ValidationError: nothing of it can be seen, or it has more than MAX_LENGTH characters.
    """
    cleaned = text if len(text) > HUGE else plain_text.clean_text(text, MOST_LINES)
    if not cleaned:
        raise ValidationError(_("Write a word or two first."), code="blank")
    if len(cleaned) > MAX_LENGTH:
        raise ValidationError(
            _("A comment has at most %(most)d characters; this one has %(length)d."),
            code="max_length",
            params={"most": MAX_LENGTH, "length": len(cleaned)},
        )
    return cleaned
