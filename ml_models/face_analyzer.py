"""Everything about the faces of one image: found, measured, described."""

import time
from contextlib import contextmanager

import numpy as np

from . import eye_landmarker, face_attributes, face_landmarker, face_points, face_quality, face_search, head_pose, presets, runtime
from .results import AnalyzedFace, FacesAnalysis


class NoFace(Exception):
    """There is no face to work on. `which` was meant: the "photo", the faces "chosen" of it, or the "reference"."""

    def __init__(self, which: str):
        super().__init__(f"no face in the {which}")
        self.which = which


def analyze(
    image: np.ndarray,
    *,
    landmarks: bool = True,
    attributes: bool = True,
    source: str = "mesh",
    min_score: float = face_search.MIN_SCORE,
    max_faces: int | None = None,
    focal_length: float | None = None,
) -> FacesAnalysis:
    """Analyse every face of an image, upright or turned.

    Args:
        image: uint8 (height, width, 3), RGB.
        landmarks: whether to locate the 68 points.
        attributes: whether to tell pose, eyes, mouth and quality.
        source: of the 68 points: "mesh" or "dlib".
        min_score: 0..1; fainter detections are dropped.
        max_faces: the largest that many, or all.
        focal_length: the camera's, in pixels; default: the image's longer side.
    """
    elapsed = {}
    with _timed(elapsed, "detect"):
        candidates = face_search.search(image, min_score)
    with _timed(elapsed, "mesh"):
        found = _confirmed(image, candidates, min_score, max_faces)
        if not found:
            found = _confirmed(image, face_search.search_turned(image, min_score=min_score), min_score, max_faces)
        for quarters in face_search.other_sides([mesh for _, mesh in found]):
            further = face_search.unknown(face_search.search(image, min_score, quarters), found)
            found = face_search.distinct([*found, *_confirmed(image, further, min_score, max_faces)])[:max_faces]
    size = image.shape[1::-1]
    meshes = [mesh for _, mesh in found]
    points = poses = facts = judged = [None] * len(found)
    if landmarks:
        with _timed(elapsed, "landmarks"):
            points = [face_points.locate(image, mesh, source) for mesh in meshes]
    if attributes:
        with _timed(elapsed, "pose"):
            poses = [head_pose.estimate(mesh, size, focal_length) for mesh in meshes]
        with _timed(elapsed, "attributes"):
            facts = [face_attributes.describe(image, mesh) for mesh in meshes]
            judged = [face_quality.judge(image, *known) for known in zip(meshes, poses, facts, strict=True)]
    rows = zip(found, points, poses, facts, judged, strict=True)
    faces = tuple(AnalyzedFace(face, mesh, *known) for (face, mesh), *known in rows)
    used = {"detector": _detector(image), "mesh": face_landmarker.PRESET}
    if attributes:
        used["eyes"] = eye_landmarker.PRESET
    if landmarks:
        used["landmarks"] = face_points.SOURCES[source]
    return FacesAnalysis(size[0], size[1], faces, used, elapsed)


def warm(source: str) -> None:
    """Load every network that `analyze` may need into the calling thread."""
    for name in ("blazeface-short", "blazeface-full", face_landmarker.PRESET, eye_landmarker.PRESET):
        runtime.interpreter(presets.load(name).path, runtime.spare_cores())
    face_points.warm(source)


def _confirmed(image, candidates, min_score, max_faces):
    """The candidates that are faces, each once; the search ends where there are `max_faces` of them."""
    found = []
    for face in candidates:
        confirmed = face_search.confirm(image, face, min_score)
        if confirmed is not None:
            found.append(confirmed)
        if max_faces is not None and len(found) >= max_faces:
            found = face_search.distinct(found)
            if len(found) == max_faces:
                return found
    return face_search.distinct(found)


def _detector(image):
    return "blazeface-short" if max(image.shape[:2]) <= face_search.SMALL else "blazeface-full"


@contextmanager
def _timed(elapsed, stage):
    started = time.perf_counter()
    yield
    elapsed[stage] = 1000 * (time.perf_counter() - started)
