"""From an upload to its faces: found, judged, cut out and embedded, in the inference pool. Nothing is kept here."""

from dataclasses import dataclass, field

import numpy as np

from analysis import inference
from faces import crops
from faces.crops import Facts
from ml_models import face_analyzer, face_embedder, images
from ml_models.results import AnalyzedFace, BoundingBox

PHOTO_SIDE = 2048
MOST_FACES = 64


@dataclass(frozen=True, slots=True, eq=False)
class ReadFace:
    """A face of a photo. `crop`: its aligned JPEG; `embedding`: float32 (128,), which is not shown where the face is printed."""

    box: BoundingBox
    score: float
    facts: Facts
    crop: bytes = field(repr=False)
    embedding: np.ndarray = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class ReadPhoto:
    """A photo's size after it was shrunk to PHOTO_SIDE, which is what boxes refer to, and its faces, largest first."""

    width: int
    height: int
    faces: tuple[ReadFace, ...]


def read_photo(data: bytes) -> ReadPhoto:
    """Every face of an encoded picture.

    Raises:
        ml_models.images.InvalidImage, ml_models.runtime.Busy.
    """
    return inference.run(_read, data)


def embed_sample(jpeg: bytes) -> np.ndarray:
    """The embedding of a crop that is kept, float32 (128,): averaged with the mirror image's, which finds more people in bad pictures.

    Raises:
        ml_models.runtime.Busy.
    """
    return inference.run(_embed, jpeg)


@inference.remote(ReadPhoto, ReadFace, Facts, BoundingBox)
def _read(data):
    image = images.decode(data, max_side=PHOTO_SIDE)
    found = face_analyzer.analyze(image, landmarks=False, max_faces=MOST_FACES).faces
    return ReadPhoto(image.shape[1], image.shape[0], tuple(_read_face(image, face) for face in found))


def _read_face(image: np.ndarray, found: AnalyzedFace) -> ReadFace:
    chip = face_embedder.align(image, found.mesh)
    quality = found.quality
    facts = Facts(
        yaw=round(found.pose.yaw, 1),
        pitch=round(found.pose.pitch, 1),
        sharpness=round(quality.sharpness, 1),
        brightness=round(quality.brightness, 3),
        fault=quality.reason,
    )
    return ReadFace(found.face.box, found.face.score, facts, crops.encode(chip), face_embedder.embed_chip(chip))


@inference.remote()
def _embed(jpeg):
    chip = images.decode(jpeg)
    return (face_embedder.embed_chip(chip) + face_embedder.embed_chip(chip[:, ::-1])) / 2
