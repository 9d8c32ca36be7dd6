"""Writes of photos and analyses. Everything slow (decoding, inference, files) is done before a transaction opens."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import numpy as np
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.services import delete_files, hold_people
from analysis import inference
from analysis.models import Beautification, Photo, PhotoQuerySet, StyleAnalysis, StyleAnalysisQuerySet
from ml_models import images, runtime, style_classifier
from ml_models.results import BoundingBox, StylePrediction

PHOTO_SIDE = 2048
THUMBNAIL_SIDE = 480


@dataclass(frozen=True, slots=True)
class Developed:
    """An upload after decoding: the two JPEG files and, if it was asked for, the style."""

    size: tuple[int, int]
    thumb_size: tuple[int, int]
    file: bytes
    thumbnail: bytes
    prediction: StylePrediction | None
    elapsed_ms: float


@inference.remote(Developed, StylePrediction, BoundingBox)
def develop(data: bytes, preset: str | None) -> Developed:
    """What is kept of an upload, and the style if a preset is named. Slow: for the inference pool."""
    started = time.perf_counter()
    image = images.decode(data, max_side=PHOTO_SIDE)
    prediction = style_classifier.classify(image, preset) if preset else None
    elapsed_ms = 1000 * (time.perf_counter() - started)
    thumbnail = images.shrink(image, THUMBNAIL_SIDE)
    return Developed(
        size=image.shape[1::-1],
        thumb_size=thumbnail.shape[1::-1],
        file=images.encode_jpeg(image),
        thumbnail=images.encode_jpeg(thumbnail, 80),
        prediction=prediction,
        elapsed_ms=elapsed_ms,
    )


@inference.remote()
def _read(data, preset):
    """The style in a file, and how long that took in milliseconds."""
    started = time.perf_counter()
    prediction = style_classifier.classify(images.decode(data, max_side=PHOTO_SIDE), preset)
    return prediction, 1000 * (time.perf_counter() - started)


def add_photo(*, owner: User, data: bytes) -> Photo:
    """Keep an upload as one clean JPEG, or find the one that the owner has of the same bytes.

    Raises:
        ml_models.images.InvalidImage, ml_models.runtime.Busy: nothing was kept.
        User.DoesNotExist: the account was deleted meanwhile; nothing was kept.
    """
    photo = find_photo(owner, data)
    if photo is not None:
        return photo
    developed = inference.run(develop, data, None)
    with new_files(photo_files(developed)) as names:
        return keep_photo(owner, data, developed, names)


def read_style(*, owner: User, data: bytes) -> StyleAnalysis:
    """Keep an upload and have Eva read it. The same bytes again give the same answer, at once.

    Raises:
        ml_models.images.InvalidImage, ml_models.runtime.Busy: nothing was kept.
        User.DoesNotExist, Photo.DoesNotExist: the account or the photo was deleted meanwhile; nothing was kept.
    """
    photo = find_photo(owner, data)
    if photo is not None:
        return analyze_photo(photo=photo)
    preset = settings.STYLE_PRESET
    developed = inference.run(develop, data, preset)
    try:
        with new_files(photo_files(developed)) as names, transaction.atomic():
            photo = _create_photo(owner, data, developed, names)
            return _create_analysis(photo, preset, developed.prediction, developed.elapsed_ms)
    except IntegrityError:
        return analyze_photo(photo=_first_photo(owner, data))


def analyze_photo(*, photo: Photo) -> StyleAnalysis:
    """Eva's reading of a kept photo with the preset in service; an earlier one is returned as it stands.

    Raises:
        ml_models.runtime.Busy: nothing was kept.
        Photo.DoesNotExist: it was deleted meanwhile.
    """
    preset = settings.STYLE_PRESET
    known = photo.style_analyses.filter(preset=preset).first()
    if known is not None:
        return known
    prediction, elapsed_ms = inference.run(_read, file_of(photo), preset)
    with transaction.atomic():
        photo = Photo.objects.select_for_update().get(pk=photo.pk)
        known = photo.style_analyses.filter(preset=preset).first()
        return known or _create_analysis(photo, preset, prediction, elapsed_ms)


def file_of(photo: Photo) -> bytes:
    """Raises Photo.DoesNotExist where the file was deleted meanwhile."""
    try:
        with photo.file.open() as file:
            return file.read()
    except FileNotFoundError:
        raise Photo.DoesNotExist from None


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def find_photo(owner: User, data: bytes) -> Photo | None:
    """The photo that the owner has of the same bytes."""
    return Photo.objects.filter(owner=owner, digest=_digest(data)).first()


def _first_photo(owner, data):
    """After an IntegrityError: the same bytes arrived twice at once, and this photo was first. Or the owner is gone."""
    photo = find_photo(owner, data)
    if photo is None:
        raise User.DoesNotExist
    return photo


def photo_files(developed: Developed) -> dict[str, bytes]:
    """{folder: content}, for `new_files`."""
    return {"photos": developed.file, "thumbnails": developed.thumbnail}


@contextmanager
def new_files(contents: dict[str, bytes]) -> Iterator[list[str]]:
    """Save JPEG files, {folder: content}, under a random name, which is told. If the block raises, they are gone again."""
    name = secrets.token_hex(16)
    names = []
    try:
        for folder, content in contents.items():
            names.append(default_storage.save(f"{folder}/{name[:2]}/{name}.jpg", ContentFile(content)))
        yield names
    except BaseException:
        delete_files(names)
        raise


def keep_photo(owner: User, data: bytes, developed: Developed, names: list[str]) -> Photo:
    """The photo of an upload's new files; where the same bytes came first in another request, that one, and the files go.

    Raises:
        User.DoesNotExist: the account is gone. (In a transaction PostgreSQL may tell so when it ends, by an IntegrityError.)
    """
    try:
        with transaction.atomic():
            return _create_photo(owner, data, developed, names)
    except IntegrityError:
        photo = _first_photo(owner, data)
        delete_files(names)
        return photo


def _create_photo(owner, data, developed, names):
    return Photo.objects.create(
        owner=owner,
        digest=_digest(data),
        file=names[0],
        thumbnail=names[1],
        width=developed.size[0],
        height=developed.size[1],
        thumb_width=developed.thumb_size[0],
        thumb_height=developed.thumb_size[1],
    )


def _create_analysis(photo: Photo, preset: str, prediction: StylePrediction, elapsed_ms: float) -> StyleAnalysis:
    label, score = prediction.ranking()[0]
    box = prediction.map_box
    return StyleAnalysis.objects.create(
        photo=photo,
        preset=preset,
        label=label,
        score=score,
        probabilities=dict(zip(prediction.labels, prediction.probabilities, strict=True)),
        verdict=prediction.verdict,
        reason=prediction.reason,
        maps=np.ascontiguousarray(prediction.maps).tobytes(),
        map_rows=prediction.maps.shape[0],
        map_box=[box.x, box.y, box.width, box.height],
        regions=list(prediction.regions),
        elapsed_ms=elapsed_ms,
    )


_forgetters: list[Callable[[list[UUID]], None]] = []


def register_forgetter(forget: Callable[[list[UUID]], None]) -> None:
    """Have `forget(photo_ids)` delete, in the same transaction, files made of photos by an app above, before these or their readings go."""
    _forgetters.append(forget)


def _forget(photo_ids):
    for forget in _forgetters:
        forget(photo_ids)


def delete_photo(*, photo: Photo) -> None:
    """Delete a photo, what was read in it, made of it and shared of it; the files once the rows are gone for certain."""
    delete_photos(photos=Photo.objects.filter(pk=photo.pk))


def delete_photos(*, photos: PhotoQuerySet) -> None:
    """`delete_photo` for each of a queryset, all or none."""
    with transaction.atomic():
        owners = dict(photos.values_list("pk", "owner_id"))
        photo_ids = list(owners)
        hold_people(others=owners.values())
        lock_photos(photo_ids=photo_ids)
        _forget(photo_ids)
        photos = Photo.objects.filter(pk__in=photo_ids)
        names = photos.file_names() + Beautification.objects.filter(photo__in=photo_ids).file_names()
        photos.delete()
        transaction.on_commit(lambda: delete_files(names))


def delete_analyses(*, analyses: StyleAnalysisQuerySet) -> None:
    """Delete readings and what was shared of them; their photos stay."""
    with transaction.atomic():
        rows = dict(analyses.values_list("pk", "photo_id"))
        hold_people(others=Photo.objects.filter(pk__in=rows.values()).values_list("owner", flat=True))
        lock_photos(photo_ids=rows.values())
        _forget(list(rows.values()))
        StyleAnalysis.objects.filter(pk__in=rows).delete()
        refresh_public(photo_ids=rows.values())


def lock_photos(*, photo_ids: Iterable[UUID]) -> None:
    """Have other writers of these photos, and of what hangs on them, wait until this transaction ends."""
    list(Photo.objects.filter(pk__in=list(photo_ids)).order_by("pk").select_for_update().values_list("pk"))


def refresh_public(*, photo_ids: Iterable[UUID]) -> None:
    """Make those photos public that have a visible shared result, and the others private.

    Lock them earlier in the transaction: a statement that waits for another transaction's rows goes on
    to judge by what it saw before it waited.
    """
    shared = StyleAnalysis.objects.filter(photo=OuterRef("pk"), shared_result__hidden=False)
    Photo.objects.filter(pk__in=list(photo_ids)).update(is_public=Exists(shared))


def warm_networks() -> None:
    """Load the networks into every inference thread, so that the first photo does not wait for them."""
    runtime.warm(style_classifier.classify, np.full((256, 256, 3), 128, np.uint8), settings.STYLE_PRESET)
