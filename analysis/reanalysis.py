"""Reading kept photos again after the style network was replaced. What was shared stays as it was shared.

A photo is read once by each preset, so that stopping and starting again, or two at it at once, change nothing.
"""

import logging
from collections.abc import Iterator

from django.conf import settings

from accounts import jobs
from analysis.models import Photo, PhotoQuerySet, StyleAnalysis
from analysis.services import analyze_photo
from ml_models.images import InvalidImage

BATCH = 20
logger = logging.getLogger(__name__)


def waiting() -> PhotoQuerySet:
    """Photos that another preset than the present one has read, and it has not."""
    read = StyleAnalysis.objects.filter(preset=settings.STYLE_PRESET)
    return Photo.objects.filter(style_analyses__isnull=False).exclude(style_analyses__in=read).distinct()


def batches() -> Iterator[list[str]]:
    """The keys of photos that wait, by BATCH."""
    keys = [str(key) for key in waiting().order_by("pk").values_list("pk", flat=True)]
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


@jobs.job(time_limit_s=900)
def read_again(*, photos: list[str], preset: str) -> None:
    """Read these photos, unless another preset has come into service since. One that cannot be read is left out."""
    if preset != settings.STYLE_PRESET:
        return
    for photo in Photo.objects.filter(pk__in=photos).order_by("pk"):
        try:
            analyze_photo(photo=photo)
        except (InvalidImage, Photo.DoesNotExist) as error:
            logger.warning("Photo %s was not read again: %s", photo.pk, error)
