"""From a photo's bytes to its made-up JPEG, and the network alone beside a generator of BeautyGAN's published shape in Keras.

BeautyGAN's generator (Li et al. 2018): two branches of 7x7 and 4x4 convolutions from 64 channels on, six residual blocks of 256,
two branches back, instance normalisation throughout, 256x256. Weights do not change its speed, so they are random.
"""

import resource
import statistics
import time
from io import BytesIO

import numpy as np
from PIL import Image

from evaranks.sample_pictures import picture_path
from ml_models import face_analyzer, images, makeup_alignment, makeup_transfer

RUNS, OLD_RUNS = 15, 4
LARGE = (4000, 3000)
TARGETS = {"photo_1024_ms": 400, "photo_12_megapixels_ms": 1200, "network_ms": 200, "times_faster": 5, "memory_mb": 400}


def sample(size: tuple[int, int]) -> bytes:
    """A public-domain portrait cut to this width and height, as a JPEG."""
    with Image.open(picture_path("astronaut")) as picture:
        square = picture.convert("RGB").crop((90, 0, 362, 272))
        canvas = square.resize((max(size),) * 2).crop((0, 0, *size))
    packed = BytesIO()
    canvas.save(packed, "JPEG", quality=90)
    return packed.getvalue()


def make_up(data: bytes, reference: makeup_transfer.Reference) -> bytes:
    photo = images.decode(data)
    face = face_analyzer.analyze(photo, landmarks=False, attributes=False, max_faces=1).faces[0]
    return images.encode_jpeg(makeup_transfer.transfer(photo, face.mesh, reference))


def beautygan():
    """Its generator, in Keras: (batch, 256, 256, 3) twice -> twice the same."""
    import keras
    from keras import layers

    def convolve(x, channels, size, stride=1):
        x = layers.Conv2D(channels, size, stride, padding="same", use_bias=False)(x)
        return layers.ReLU()(layers.GroupNormalization(groups=-1)(x))

    def back(x):
        for channels in (128, 64):
            x = layers.Conv2DTranspose(channels, 4, 2, padding="same", use_bias=False)(x)
            x = layers.ReLU()(layers.GroupNormalization(groups=-1)(x))
        return layers.Conv2D(3, 7, padding="same", activation="tanh")(convolve(convolve(x, 64, 3), 64, 3))

    starts = [keras.Input((256, 256, 3)) for _ in range(2)]
    x = layers.Concatenate()([convolve(convolve(start, 64, 7), 128, 4, 2) for start in starts])
    x = convolve(x, 256, 4, 2)
    for _ in range(6):
        kept = convolve(x, 256, 3)
        x = layers.Add()([x, layers.GroupNormalization(groups=-1)(layers.Conv2D(256, 3, padding="same", use_bias=False)(kept))])
    return keras.Model(starts, [back(x), back(x)])


def milliseconds(function, runs: int) -> list[float]:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append(1000 * (time.perf_counter() - start))
    return times


def main() -> dict:
    small, large = sample((1024, 1024)), sample(LARGE)
    reference = makeup_transfer.reference_from_look("classic_red")
    photo = images.decode(small)
    mesh = face_analyzer.analyze(photo, landmarks=False, attributes=False, max_faces=1).faces[0].mesh
    flat = makeup_alignment.lay_flat(photo, mesh.points)
    make_up(small, reference)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    photos, larges = milliseconds(lambda: make_up(small, reference), RUNS), milliseconds(lambda: make_up(large, reference), OLD_RUNS)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) / 1024
    old = beautygan()
    pair = [flat[None].astype(np.float32) / 255] * 2
    old.predict_on_batch(pair)
    ours, theirs = [], []
    for _ in range(OLD_RUNS):  # in turns, so that a busy moment hits neither alone
        ours += milliseconds(lambda: makeup_transfer.infer(flat, reference.flat), 5)
        theirs += milliseconds(lambda: old.predict_on_batch(pair), 1)
    found = {
        "photo_1024_ms": round(statistics.median(photos), 1),
        "photo_12_megapixels_ms": round(statistics.median(larges), 1),
        "network_ms": round(statistics.median(ours), 1),
        "times_faster": round(statistics.median(theirs) / statistics.median(ours), 1),
        "memory_mb": round(grown),
    }
    met = {name: found[name] >= aim if name == "times_faster" else found[name] <= aim for name, aim in TARGETS.items()}
    return found | {"baseline_network_ms": round(statistics.median(theirs), 1), "target": TARGETS, "met": all(met.values())}
