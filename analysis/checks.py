"""A start-up check: the network that settings name is there and is the one that was trained."""

from django.conf import settings
from django.core.checks import Error, register

from ml_models import presets


@register()
def style_preset_is_there(app_configs, **kwargs):
    try:
        presets.load(settings.STYLE_PRESET)
    except presets.PresetError as error:
        return [Error(f"STYLE_PRESET={settings.STYLE_PRESET!r} cannot be served: {error}", hint="Name a preset of ml_models/weights, or train one with `make train-style`.", id="analysis.E001")]
    return []
