"""Names of the built-in looks in the person's language."""

from django.utils.translation import gettext as _

from ml_models.effects.looks import LOOKS


def look_label(name: str) -> str:
    """The look's name; of one that is no longer there, its key."""
    return _(LOOKS[name].label) if name in LOOKS else name


def looks() -> list[tuple[str, str]]:
    """(key, name) of each, in their order."""
    return [(name, look_label(name)) for name in LOOKS]
