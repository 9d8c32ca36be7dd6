"""The effects and looks as the page gets them: in the person's language, the looks with their layers."""

from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from analysis.models import MakeupLook
from ml_models import effects as makeup

# Every label of ml_models.effects, which knows no Django; marked here, so that they are translated.
WORDS = {
    gettext_noop("Lipstick"),
    gettext_noop("Shade"),
    gettext_noop("Coverage"),
    gettext_noop("Finish"),
    gettext_noop("Matte"),
    gettext_noop("Satin"),
    gettext_noop("Gloss"),
    gettext_noop("Soft edge"),
}


def describe() -> dict:
    """`ml_models.effects.describe()` with its labels translated and each look's layers."""
    return _translated(_described())


def for_page(look: MakeupLook) -> dict | None:
    """A kept look with its layers; None where its effects are not what they were when it was saved."""
    try:
        layers = _layers(look.effects, look.strength)
    except makeup.InvalidEffect:
        return None
    fields = {"id": str(look.pk), "name": look.name, "effects": look.effects, "strength": look.strength, "is_shared": look.is_shared}
    return {**fields, "page_url": look.get_absolute_url(), "layers": layers}


@cache
def _described():
    described = makeup.describe()
    looks = [{**look, "layers": _layers(look["effects"], look.get("strength", 1.0))} for look in described.get("looks", [])]
    return {**described, "looks": looks}


def _layers(effects, strength):
    return [layer.to_json() for layer in makeup.compile(makeup.parse(effects), strength)]


def _translated(value):
    """The same structure with what is under "label" in the person's language."""
    if isinstance(value, list | tuple):
        return [_translated(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    return {key: _(entry) if key == "label" and entry else _translated(entry) for key, entry in value.items()}
