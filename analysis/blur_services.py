"""Copies of photos on which nobody's face can be recognised. While a photo has one, nobody but its owner is shown the original."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.services import delete_files
from analysis.models import Photo
from analysis.services import THUMBNAIL_SIDE, file_of
from ml_models import face_blur, images, runtime
from ml_models.face_analyzer import NoFace


@dataclass(frozen=True, slots=True)
class Blurred:
    """The two JPEG files, and how many heads are blurred on them."""

    file: bytes
    thumbnail: bytes
    heads: int


def blur_faces(*, photo: Photo) -> Blurred:
    """The photo with every head blurred; nothing is kept. The same photo gives the same picture.

    Raises:
        NoFace: none was found.
        Photo.DoesNotExist: it was deleted meanwhile.
        ml_models.runtime.Busy.
    """
    return runtime.run(_blur, file_of(photo))


def _blur(data):
    image = images.decode(data)
    heads = face_blur.find_heads(image)
    if not heads:
        raise NoFace("photo")
    image = face_blur.blur(image, heads)
    return Blurred(images.encode_jpeg(image), images.encode_jpeg(images.shrink(image, THUMBNAIL_SIDE), 80), len(heads))


@contextmanager
def blurred_files(*, photo: Photo) -> Iterator[tuple[str, str]]:
    """Names of the blurred files, stored for a transaction within the block that takes them with `show_blurred`; else they go again.

    Raises:
        NoFace, Photo.DoesNotExist, ml_models.runtime.Busy: nothing was stored.
    """
    blurred = blur_faces(photo=photo)
    name = secrets.token_hex(16)
    stem = f"{name[:2]}/{name}.jpg"
    names = []
    try:
        for folder, content in (("photos", blurred.file), ("thumbnails", blurred.thumbnail)):
            names.append(default_storage.save(f"{folder}/{stem}", ContentFile(content)))
        yield tuple(names)
    finally:
        if names and not Photo.objects.filter(pk=photo.pk, blurred_file=names[0]).exists():
            delete_files(names)


def show_blurred(*, photo: Photo, names: tuple[str, str]) -> None:
    """Have others see these copies, or for ("", "") the photo as it is. In a transaction, after `lock_photos`."""
    kept = Photo.objects.get(pk=photo.pk)
    old = [name for name in (kept.blurred_file.name, kept.blurred_thumbnail.name) if name]
    Photo.objects.filter(pk=photo.pk).update(blurred_file=names[0], blurred_thumbnail=names[1])
    photo.blurred_file, photo.blurred_thumbnail = names
    transaction.on_commit(lambda: delete_files(old))
