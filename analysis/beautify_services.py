"""Writes of beautifications. Decoding, networks and encoding are done before a transaction opens."""

import time
from contextlib import ExitStack
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from accounts.services import delete_files
from analysis import inference, services
from analysis.models import Beautification, BeautificationQuerySet, Photo
from ml_models import ai_mark, beautifier, images, presets


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a built-in look or a reference portrait's bytes, how strong, on which parts and faces (None: all)."""

    look: str = ""
    reference: bytes | None = None
    strength: float = 1.0
    parts: tuple[str, ...] = beautifier.PARTS
    faces: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Developed:
    file: bytes
    thumbnail: bytes
    size: tuple[int, int]
    thumb_size: tuple[int, int]
    faces: list[dict]
    elapsed_ms: float


def is_network_there() -> bool:
    """Whether the make-up network that settings name has been trained."""
    try:
        presets.load(presets.default_makeup())
    except presets.PresetError:
        return False
    return True


def preview(*, data: bytes, wish: Wish, max_side: int, mark: bool) -> bytes:
    """The made-up picture as a JPEG that says so in its metadata, and with `mark` in visible words. Nothing is kept.

    Raises:
        ml_models.images.InvalidImage, ml_models.face_analyzer.NoFace, ml_models.runtime.Busy.
    """
    return inference.run(_preview, data, wish, max_side, mark)


@inference.remote()
def _preview(data, wish, max_side, mark):
    image = _make_up(images.decode(data, max_side=max_side), wish).image
    return ai_mark.mark_file(images.encode_jpeg(ai_mark.draw_mark(image) if mark else image, 88))


def with_words(jpeg: bytes) -> bytes:
    """A kept picture with visible words that it was edited.

    Raises:
        ml_models.runtime.Busy.
    """
    return inference.run(_with_words, jpeg)


@inference.remote()
def _with_words(jpeg):
    return ai_mark.mark_file(images.encode_jpeg(ai_mark.draw_mark(images.decode(jpeg)), 92))


def beautify_upload(*, owner: User, data: bytes, wish: Wish) -> Beautification:
    """Keep an upload and what became of it, at the upload's own resolution.

    Raises:
        ml_models.images.InvalidImage, ml_models.face_analyzer.NoFace, ml_models.runtime.Busy: nothing was kept.
        User.DoesNotExist: the account was deleted meanwhile; nothing was kept.
    """
    return _beautify(owner, services.find_photo(owner, data), data, wish)


def beautify_photo(*, photo: Photo, wish: Wish) -> Beautification:
    """The same for a kept photo.

    Raises:
        ml_models.face_analyzer.NoFace, ml_models.runtime.Busy: nothing was kept.
        Photo.DoesNotExist: it was deleted meanwhile.
    """
    return _beautify(photo.owner, photo, services.file_of(photo), wish)


def _beautify(owner, photo, data, wish):
    reference = services.find_photo(owner, wish.reference) if wish.reference else None
    # All that is slow, or may be refused, in one job: afterwards nothing is left that could keep a half.
    new = [data if photo is None else None, wish.reference if reference is None else None]
    developed, photos = inference.run(_develop_all, data, wish, new)
    try:
        with ExitStack() as files:
            kept = [done and files.enter_context(services.new_files(services.photo_files(done))) for done in photos]
            names = files.enter_context(services.new_files({"beautified": developed.file, "beautified-thumbnails": developed.thumbnail}))
            with transaction.atomic():
                rows = [
                    done and services.keep_photo(owner, source, done, saved) for source, done, saved in zip(new, photos, kept, strict=True)
                ]
                return _create(photo or rows[0], reference or rows[1], wish, developed, names)
    except IntegrityError:
        raise User.DoesNotExist from None


@inference.remote(Wish, _Developed)
def _develop_all(data, wish, new):
    return _develop(data, wish), [services.develop(source, None) if source else None for source in new]


def _make_up(image, wish):
    reference = None if wish.reference is None else images.decode(wish.reference, max_side=services.PHOTO_SIDE)
    return beautifier.beautify(image, look=wish.look, reference=reference, strength=wish.strength, parts=wish.parts, faces=wish.faces)


def _develop(data: bytes, wish: Wish) -> _Developed:
    started = time.perf_counter()
    done = _make_up(images.decode(data), wish)
    file = ai_mark.mark_file(images.encode_jpeg(done.image, 92))
    elapsed_ms = 1000 * (time.perf_counter() - started)
    thumbnail = images.shrink(done.image, services.THUMBNAIL_SIDE)
    faces = [
        {"box": {side: round(getattr(box, side), 1) for side in ("x", "y", "width", "height")}, "made_up": index in done.chosen}
        for index, box in enumerate(done.boxes)
    ]
    small = ai_mark.mark_file(images.encode_jpeg(thumbnail, 80))
    return _Developed(file, small, done.image.shape[1::-1], thumbnail.shape[1::-1], faces, elapsed_ms)


def _create(photo: Photo, reference: Photo | None, wish: Wish, developed: _Developed, names: list[str]) -> Beautification:
    return Beautification.objects.create(
        photo=Photo.objects.select_for_update().get(pk=photo.pk),
        look=wish.look,
        reference=reference,
        strength=wish.strength,
        parts=list(wish.parts),
        faces=developed.faces,
        preset=presets.default_makeup(),
        file=names[0],
        thumbnail=names[1],
        width=developed.size[0],
        height=developed.size[1],
        thumb_width=developed.thumb_size[0],
        thumb_height=developed.thumb_size[1],
        elapsed_ms=developed.elapsed_ms,
    )


def set_shared(*, beautification: Beautification, is_shared: bool) -> Beautification:
    """Let whoever has the link see it, or nobody but its owner."""
    beautification.is_shared = is_shared
    beautification.save(update_fields=["is_shared"])
    return beautification


def delete_beautifications(*, beautifications: BeautificationQuerySet, unused_photos_too: bool = False) -> None:
    """Delete made-up portraits, their files once the rows are gone for certain.

    The photos that they were made of stay; with `unused_photos_too` only those of which something else was made.
    """
    with transaction.atomic():
        rows = Beautification.objects.filter(pk__in=list(beautifications.values_list("pk", flat=True)))
        photo_ids = {pk for pair in rows.values_list("photo", "reference") for pk in pair if pk}
        names = rows.file_names()
        rows.delete()
        transaction.on_commit(lambda: delete_files(names))
        if unused_photos_too:
            used = Q(style_analyses__isnull=False) | Q(beautifications__isnull=False) | Q(referring__isnull=False)
            services.delete_photos(photos=Photo.objects.filter(pk__in=photo_ids).exclude(used))
