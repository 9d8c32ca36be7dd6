"""Face analyses of uploads. Nothing of them is kept: no row, no file."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from analysis import inference
from analysis.face_json import faces_json
from ml_models import face_analyzer, face_search, images, runtime

DEFAULTS = {"landmarks": "68", "attributes": "all", "pose": "angles", "min_score": face_search.MIN_SCORE}
SHOWN = 1280  # pixels, the longer side of the picture that is drawn on


def analyze_faces(data: bytes, options: dict) -> dict:
    """Every face of an encoded picture, as JSON values. `options` are those of FaceOptionsSerializer.

    Raises:
        ml_models.images.InvalidImage, ml_models.runtime.Busy.
    """
    return inference.run(_analyze, data, options)


def measure_photo(data: bytes) -> tuple[dict, bytes]:
    """For a page without scripts: what `analyze_faces` tells of a picture, and a JPEG of it to draw that on.

    Raises:
        ml_models.images.InvalidImage, ml_models.runtime.Busy.
    """
    return inference.run(_measure, data)


def in_parallel(function: Callable, values: list) -> list:
    """`function` of each value, in their order; no more at once than there are inference threads, so that others get their turn."""
    with ThreadPoolExecutor(runtime.WORKERS, thread_name_prefix="batch") as pool:
        return list(pool.map(function, values))


@inference.remote()
def _analyze(data, options):
    return _answer(*_decoded(data), options)


@inference.remote()
def _measure(data):
    image, decoded = _decoded(data)
    return _answer(image, decoded, DEFAULTS), images.encode_jpeg(images.shrink(image, SHOWN))


def _decoded(data):
    started = time.perf_counter()
    return images.decode(data), 1000 * (time.perf_counter() - started)


def _answer(image, decoded, options):
    analysis = face_analyzer.analyze(
        image,
        landmarks=options["landmarks"] != "none",
        attributes=options["attributes"] == "all",
        source=settings.FACE_LANDMARKS,
        min_score=options["min_score"],
        max_faces=options.get("max_faces"),
        focal_length=options.get("focal_length"),
    )
    analysis.elapsed_ms["decode"] = decoded
    return faces_json(analysis, mesh=options["landmarks"] == "468", matrix=options["pose"] == "matrix")


def warm_face_networks() -> None:
    """Load the networks into every inference thread."""
    runtime.warm(face_analyzer.warm, settings.FACE_LANDMARKS)
