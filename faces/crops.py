"""Aligned crops of faces: as private files, and signed, so that a page can hand one back without the server keeping it.

A signed crop is only good for the person to whose page it was given, and for an hour.
"""

import base64
import secrets
from dataclasses import asdict, dataclass

import numpy as np
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from ml_models import images

AN_HOUR = 3600
QUALITY = 95  # of JPEG: a crop is embedded again when the network changes


@dataclass(frozen=True, slots=True)
class Facts:
    """What is kept of a face beside its crop. `fault`: why it may not be enrolled, or ""."""

    yaw: float
    pitch: float
    sharpness: float
    brightness: float
    fault: str


class InvalidCrop(Exception):
    """Not a crop that we signed for this person within the hour."""


def encode(crop: np.ndarray) -> bytes:
    return images.encode_jpeg(crop, QUALITY)


def keep(jpeg: bytes) -> str:
    """Store a crop's JPEG as a private file; its name, which says nothing about whose face it is."""
    name = secrets.token_hex(16)
    return default_storage.save(f"faces/{name[:2]}/{name}.jpg", ContentFile(jpeg))


def read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def data_url(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()


def sign(user: User, jpeg: bytes, facts: Facts) -> str:
    return signing.dumps({"crop": base64.b64encode(jpeg).decode(), **asdict(facts)}, salt=_salt(user))


def unsign(user: User, text: str) -> tuple[bytes, Facts]:
    """The crop's JPEG and its facts.

    Raises:
        InvalidCrop.
    """
    try:
        values = signing.loads(text, salt=_salt(user), max_age=AN_HOUR)
    except signing.BadSignature as error:
        raise InvalidCrop from error
    return base64.b64decode(values.pop("crop")), Facts(**values)


def _salt(user: User) -> str:
    return f"faces.crops:{user.pk}"
