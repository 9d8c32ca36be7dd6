"""The effects and looks as the page gets them: in the person's language, the looks with their layers."""

from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from analysis.models import MakeupLook
from ml_models import effects as makeup

# Every label of ml_models.effects, which knows no Django; marked here, so that they are translated.
WORDS = {
    gettext_noop("Skin smoothing"),
    gettext_noop("Amount"),
    gettext_noop("Keep texture"),
    gettext_noop("Foundation"),
    gettext_noop("Tone"),
    gettext_noop("My own"),
    gettext_noop("Porcelain"),
    gettext_noop("Ivory"),
    gettext_noop("Beige"),
    gettext_noop("Honey"),
    gettext_noop("Caramel"),
    gettext_noop("Chestnut"),
    gettext_noop("Espresso"),
    gettext_noop("Coverage"),
    gettext_noop("Blush"),
    gettext_noop("Shade"),
    gettext_noop("Strength"),
    gettext_noop("Placement"),
    gettext_noop("Apples"),
    gettext_noop("Lifted"),
    gettext_noop("Draped"),
    gettext_noop("Sun-kissed"),
    gettext_noop("Soft edge"),
    gettext_noop("Brows"),
    gettext_noop("Eye shadow"),
    gettext_noop("Lid"),
    gettext_noop("Crease"),
    gettext_noop("Shimmer"),
    gettext_noop("Under the eye"),
    gettext_noop("Eye colour"),
    gettext_noop("Colour"),
    gettext_noop("Teeth whitening"),
    gettext_noop("Lipstick"),
    gettext_noop("Finish"),
    gettext_noop("Matte"),
    gettext_noop("Satin"),
    gettext_noop("Gloss"),
    gettext_noop("Lip liner"),
    gettext_noop("Lashes"),
    gettext_noop("Length"),
    gettext_noop("Lower lashes"),
    gettext_noop("Eyeliner"),
    gettext_noop("Thickness"),
    gettext_noop("Wing"),
    gettext_noop("Lower line"),
    gettext_noop("Smudge"),
    gettext_noop("Glasses"),
    gettext_noop("Frame"),
    gettext_noop("Round"),
    gettext_noop("Square"),
    gettext_noop("Aviator"),
    gettext_noop("Cat eye"),
    gettext_noop("Slim"),
    gettext_noop("Frame colour"),
    gettext_noop("Lens colour"),
    gettext_noop("Lens tint"),
    gettext_noop("Face mesh"),
    gettext_noop("Head pose"),
    gettext_noop("Barely there"),
    gettext_noop("Rosewater"),
    gettext_noop("Classic red"),
    gettext_noop("Sunset"),
    gettext_noop("Berry"),
    gettext_noop("Smoky evening"),
    gettext_noop("Golden hour"),
    gettext_noop("Peach sorbet"),
    gettext_noop("Plum velvet"),
    gettext_noop("Soft nude"),
    gettext_noop("Ocean"),
    gettext_noop("Retro wing"),
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
    looks = [{**look, "layers": _layers(look["effects"], look.get("strength", 1.0))} for look in described["looks"]]
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
