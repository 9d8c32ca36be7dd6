"""From a photo's bytes to a style with its heat map, beside the old way in the same process.

The old way: Keras' VGG16 at 256x256, `model.predict`, and SciPy's zoom for the map. Weights do not
change its speed, so they are random. It is given its best: decoding by OpenCV, a warm model, no progress bar.
"""

import statistics
import time
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

from evaranks.sample_pictures import picture_path
from ml_models import heatmap, images, style_classifier

LONG_SIDE = 1600
RUNS = 40
OLD_RUNS = 12
TARGET_MS = 40
TARGET_RATIO = 10


def sample() -> bytes:
    """A public-domain portrait as a JPEG of 1600 px, as the browser sends it."""
    with Image.open(picture_path("grace_hopper")) as picture:
        scale = LONG_SIDE / max(picture.size)
        large = picture.convert("RGB").resize((round(picture.width * scale), round(picture.height * scale)))
    packed = BytesIO()
    large.save(packed, "JPEG", quality=88)
    return packed.getvalue()


def new_way(data: bytes) -> np.ndarray:
    photo = images.decode(data)
    prediction = style_classifier.classify(photo)
    return heatmap.overlay(prediction.maps[:, :, 0], prediction.map_box, (photo.shape[1], photo.shape[0]))


def old_way():
    """A function from a photo's bytes to its map, with a classifier of eleven classes on VGG16."""
    import keras
    from scipy.ndimage import zoom

    body = keras.applications.VGG16(include_top=False, weights=None, input_shape=(256, 256, 3))
    answer = keras.layers.Dense(11, activation="softmax")(keras.layers.GlobalAveragePooling2D()(body.output))
    model = keras.Model(body.input, [answer, body.output])
    weights = model.layers[-1].get_weights()[0]

    def read(data):
        photo = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        pixels = cv2.resize(photo, (256, 256), interpolation=cv2.INTER_AREA)[None].astype(np.float32) / 255
        probabilities, features = model.predict(pixels, verbose=0)
        scale = photo.shape[0] / features.shape[1], photo.shape[1] / features.shape[2]
        return zoom(features[0] @ weights[:, probabilities[0].argmax()], scale, order=1)

    return read


def milliseconds(function, data: bytes, runs: int) -> list[float]:
    for _ in range(3):
        function(data)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function(data)
        times.append(1000 * (time.perf_counter() - start))
    return times


def main() -> dict:
    data = sample()
    new = milliseconds(new_way, data, RUNS)
    old = milliseconds(old_way(), data, OLD_RUNS)
    again = milliseconds(new_way, data, RUNS)  # on both sides of the baseline, so that a busy moment hits neither alone
    median, baseline = statistics.median(new + again), statistics.median(old)
    return {
        "photo": f"JPEG, {LONG_SIDE} px, {len(data) // 1024} KiB",
        "median_ms": round(median, 1),
        "p95_ms": round(float(np.percentile(new + again, 95)), 1),
        "baseline_median_ms": round(baseline, 1),
        "times_faster": round(baseline / median, 1),
        "target": {"median_ms": TARGET_MS, "times_faster": TARGET_RATIO},
        "met": bool(median <= TARGET_MS and baseline / median >= TARGET_RATIO),
    }
