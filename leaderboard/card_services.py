"""Share cards: drawn when somebody first asks, kept until what they show changes."""

import secrets
from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services import delete_files
from leaderboard.card_text import drawable
from leaderboard.models import ShareCard, SharedResult
from leaderboard.share_card import VERSION, Facts, draw_card
from ml_models import heatmap, images, runtime
from ml_models.results import BoundingBox

PHOTO_SIDE = 1280  # pixels of the photo that a card is drawn from


def card_key(result: SharedResult, language: str) -> str:
    """Changes with all that the card shows."""
    with translation.override(language):
        shown = (VERSION, language, result.photo.shown_file.name, result.score, *_words(result).values())
    return sha256(repr(shown).encode()).hexdigest()[:16]


def read_card(*, result: SharedResult, language: str) -> bytes:
    """The card of a result that everybody may see, as a PNG; drawn anew where what it shows has changed.

    Raises:
        ml_models.runtime.Busy.
        FileNotFoundError: the photo is gone.
    """
    key = card_key(result, language)
    kept = ShareCard.objects.filter(result=result, language=language, key=key).first()
    if kept:
        try:
            with kept.file.open() as file:
                return file.read()
        except FileNotFoundError:
            pass  # deleted by hand: drawn again
    png = runtime.run(_draw, result, language)
    _keep(result, language, key, png)
    return png


def forget_cards(photo_ids: Iterable[UUID]) -> None:
    """Delete the cards that show these photos, the files once the rows are gone for certain. Within a transaction.

    Called whenever a result of theirs comes, goes, is hidden or shown again.
    """
    cards = ShareCard.objects.filter(result__analysis__photo__in=list(photo_ids))
    names = list(cards.values_list("file", flat=True))
    if names:
        cards.delete()
        transaction.on_commit(lambda: delete_files(names))


def _words(result):
    owner = result.shown_owner
    name = owner and (drawable(owner.name) or owner.username)
    return {
        "kicker": _("Eva says"),
        "style": drawable(str(result.style.name)) or result.label,
        "byline": _("worn by %(name)s") % {"name": name} if name else "",
        "caption": drawable(result.caption),
    }


def _draw(result, language):
    with result.photo.shown_file.open() as file:
        photo = images.decode(file.read(), max_side=PHOTO_SIDE)
    with translation.override(language):
        return draw_card(Facts(photo=photo, heat=_heat(result.analysis), score=result.score, **_words(result)))


def _heat(analysis):
    """The map of the best style, laid out like the photo; None where the network gave none."""
    if not analysis.maps:
        return None
    best = np.frombuffer(analysis.maps, np.uint8).reshape(analysis.map_rows, -1, 3)[:, :, 0]
    return heatmap.overlay(best, BoundingBox(*analysis.map_box), (analysis.photo.width, analysis.photo.height), max_side=320)


def _keep(result, language, key, png):
    name = secrets.token_hex(16)
    name = default_storage.save(f"cards/{name[:2]}/{name}.png", ContentFile(png))
    try:
        with transaction.atomic():
            before = list(ShareCard.objects.select_for_update().filter(result=result, language=language).values_list("file", flat=True))
            ShareCard.objects.update_or_create(result=result, language=language, defaults={"key": key, "file": name})
            transaction.on_commit(lambda: delete_files(before))
    except IntegrityError:
        delete_files([name])  # the result is gone, or another request was first
