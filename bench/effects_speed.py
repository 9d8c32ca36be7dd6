"""Make-up alone, without finding the face: every effect and every look on a frame of 640x480, on one core.

Beside it, in turn in the same process: JPEG's decoding and encoding of that frame, the floor of any answer with an image,
and the older service's lipstick (the lips filled with one colour, the whole frame blurred and mixed).
"""

import statistics
import time

import cv2
import numpy as np

from bench.face_speed import webcam_picture
from ml_models import effects, eye_landmarker, face_detector, face_landmarker, images
from ml_models.effects.face_shapes import LIPS_OUTER

RUNS = 60
TARGET_MS = 2.5
AIM = ("lipstick", "smoothing", "blush")


def compiled(items):
    return effects.compile(effects.parse(items))


def old_lipstick(image, points):
    """Filled lips, teeth and all, blurred and laid over the frame."""
    paint = np.zeros_like(image)
    cv2.fillPoly(paint, [points[list(LIPS_OUTER)].astype(np.int32)], (179, 18, 60))
    return cv2.addWeighted(image, 1, cv2.GaussianBlur(paint, (7, 7), 10), 0.4, 0)


def in_turn(ways: dict, runs: int = RUNS) -> dict:
    """Median milliseconds of each way: by the clock, and of this thread's processor time, which a busy machine stretches less."""
    times = {name: ([], []) for name in ways}
    for way in ways.values():
        way()
    for _run in range(runs):
        for name, way in ways.items():
            clock, processor = time.perf_counter(), time.thread_time()
            way()
            times[name][0].append(1000 * (time.perf_counter() - clock))
            times[name][1].append(1000 * (time.thread_time() - processor))
    return {name: [round(statistics.median(values), 2) for values in both] for name, both in times.items()}


def main() -> dict:
    cv2.setNumThreads(1)
    data = webcam_picture()
    image = images.decode(data)
    mesh = face_landmarker.detect_landmarks(image, face_detector.detect(image)[0])
    irises = [eye_landmarker.detect_iris(image, mesh, side) for side in ("right", "left")]
    points = np.concatenate([mesh.points[:, :2], *irises])

    def drawing(items, faces=1):
        layers = compiled(items)
        return lambda: effects.render(image, [points] * faces, layers)

    aim = [{"name": name} for name in AIM]
    ways = {"aim": drawing(aim), "aim_on_four_faces": drawing(aim, 4), "nothing": drawing([])}
    ways |= {
        "jpeg_floor": lambda: images.encode_jpeg(images.decode(data), 80),
        "old_lipstick": lambda: old_lipstick(image, points),
    }
    ways |= {name: drawing([{"name": name}]) for name in effects.EFFECTS}
    ways |= {f"look {name}": drawing(list(look.effects)) for name, look in effects.LOOKS.items()}
    figures = in_turn(ways)
    clock, processor = figures["aim"]
    print(f"{' + '.join(AIM)}: {clock} ms by the clock, {processor} ms of one core (target {TARGET_MS})")
    print(f"Milliseconds by the clock and of one core: {figures}")
    return {"face_width_pixels": round(float(np.linalg.norm(points[234] - points[454]))), "median_ms_clock_and_processor": figures}
