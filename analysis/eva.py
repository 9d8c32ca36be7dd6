"""What Eva says. Warm, brief, a little witty, never about a body."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REGIONS = {
    "head": gettext_lazy("the hair and what is on it"),
    "shoulders": gettext_lazy("the collar and shoulders"),
    "torso": gettext_lazy("the top"),
    "waist": gettext_lazy("the waist"),
    "legs": gettext_lazy("the skirt or trousers"),
    "feet": gettext_lazy("the shoes"),
}

NO_OUTFIT = {
    "no_person": gettext_lazy("I looked high and low, but nobody is wearing anything here. Show me a person and their outfit?"),
    "face_only": gettext_lazy("What a face! I need to see the clothes, though. Take two steps back and try again?"),
}


def opening(verdict: str, reason: str, names: list[str], score: float) -> str:
    """Eva's first sentence on a result; `names` are the best styles' display names, best first."""
    if verdict == "no_outfit":
        return str(NO_OUTFIT[reason])
    if verdict == "unsure":
        return _("You have me thinking. Somewhere between %(first)s and %(second)s, and at home in both.") % {
            "first": names[0],
            "second": names[1],
        }
    if score >= 0.85:
        return _("Oh, that's %(style)s. I knew it before you said hello.") % {"style": names[0]}
    return _("I'd call this %(style)s.") % {"style": names[0]}


def region_sentence(regions: list[str]) -> str:
    """Where she saw it, in words; empty when the map names no region."""
    words = [str(REGIONS[region]) for region in regions]
    if len(words) > 1:
        return _("Mostly %(first)s, then %(second)s.") % {"first": words[0], "second": words[1]}
    return _("Mostly %(first)s.") % {"first": words[0]} if words else ""
