"""Start-up checks: the embedder's network is there, and samples are kept no longer than people agreed to."""

from django.conf import settings
from django.core.checks import Error, register

from ml_models import face_embedder, presets

AGREED_DAYS = 365  # what the consent's text says


@register()
def embedder_is_there(app_configs, **kwargs):
    try:
        presets.load(face_embedder.PRESET)
    except presets.PresetError as error:
        return [Error(f"Faces cannot be recognised: {error}", id="faces.E001")]
    return []


@register()
def retention_is_as_agreed(app_configs, **kwargs):
    if 1 <= settings.FACE_RETENTION_DAYS <= AGREED_DAYS:
        return []
    hint = f"Set FACE_RETENTION_DAYS to 1..{AGREED_DAYS}: people agreed to a year at most."
    return [Error(f"FACE_RETENTION_DAYS={settings.FACE_RETENTION_DAYS}", hint=hint, id="faces.E002")]
