"""One frame of the mirror on the server, beside the old stream's way and beside decoding and encoding alone, on moving video.

The ways take turns, a second of video each: a server that streams does one kind of work. Beside that stands what each frame
takes when the ways take turns at every frame, and each pays for what the others left in the processor's caches.

The old way, as the older service did it: base64 in and out, dlib's HOG detector afresh on each full frame (without
upsampling: in its favour), its 68 points, the lips filled from 48 to 60, blurred and blended, JPEG. Ours runs as it is served.
"""

import base64
import json
import os
import statistics
import time
from itertools import cycle

import cv2
import numpy as np

from bench.mirror_load import recorded
from ml_models import effects, images, presets, runtime

ROUNDS, BLOCK = 6, 30  # blocks of each way; frames in one, a second of video
WARM_UP = 10
QUALITY = 80
LIPSTICK = {"name": "lipstick", "color": "#b3123c", "opacity": 0.6}
MAKE_UP = [LIPSTICK, {"name": "smoothing"}, {"name": "blush"}]
TARGETS = {"image": "<= 8 ms, >= 4 x the old way", "landmarks": "<= 4 ms, >= 8 x"}


def old_way():
    import dlib

    detector, predictor = dlib.get_frontal_face_detector(), dlib.shape_predictor(str(presets.load("dlib-68").path))

    def answer(data: bytes) -> None:
        text = json.dumps({"image": "data:image/jpeg;base64," + base64.b64encode(data).decode()})  # what came over the socket
        raw = base64.b64decode(json.loads(text)["image"].partition(",")[2])
        frame = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_COLOR)
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        for box in detector(grey, 0):
            shape = predictor(grey, box)
            lips = np.array([(shape.part(index).x, shape.part(index).y) for index in range(48, 61)])
            paint = np.zeros_like(frame)
            cv2.fillPoly(paint, [lips], (60, 18, 179))
            frame = cv2.addWeighted(frame, 1, cv2.GaussianBlur(paint, (7, 7), 10), 0.4, 0)
        jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
        json.dumps({"image": "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()})

    return answer


def new_way(items: list[dict], output: str):
    """A stream's own consumer, in the threads that serve it."""
    from analysis.consumers import EffectsConsumer, changed

    consumer, clock = EffectsConsumer(), cycle(range(10**9))
    consumer.options = changed(consumer.options, {"effects": items, "output": output, "quality": QUALITY})

    def answer(data: bytes) -> None:
        runtime.submit_live(consumer.process, data, next(clock) / 30).result()

    return answer


def floor(data: bytes) -> None:
    images.encode_jpeg(images.decode_frame(data), QUALITY)


def medians_of(times: dict) -> dict:
    return {name: round(1000 * statistics.median(values), 2) for name, values in times.items()}


def ratios_of(medians: dict) -> dict:
    return {name: round(medians["old"] / medians[name], 1) for name in ("image", "image_lipstick_alone", "landmarks")}


def _in_turns(ways: dict, frames: list[bytes], block: int) -> tuple[dict, dict]:
    """Seconds by the clock and of the processor of every frame of each way, `block` frames of one way at a time."""
    wall, cpu = ({name: [] for name in ways} for _ in range(2))
    for first in range(-WARM_UP, ROUNDS * BLOCK, block):
        for name, way in ways.items():
            for run in range(first, first + block):
                started, worked = time.perf_counter(), time.process_time()
                way(frames[run % len(frames)])
                if run >= 0:
                    wall[name].append(time.perf_counter() - started)
                    cpu[name].append(time.process_time() - worked)
    return wall, cpu


def main() -> dict:
    from evaranks import local

    local.prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "evaranks.settings"
    import django

    django.setup()
    ways = {
        "old": old_way(),
        "image": new_way(MAKE_UP, "image"),
        "image_lipstick_alone": new_way([LIPSTICK], "image"),
        "landmarks": new_way(MAKE_UP, "landmarks"),
        "floor": floor,
    }
    frames = recorded()
    wall, cpu = _in_turns(ways, frames, BLOCK)
    apart, _cpu = _in_turns(ways, frames, 1)
    through_network = {"network": new_way(list(effects.LOOKS["classic_red"].effects), "network")}  # by itself: its threads spin on
    network_ms = medians_of(_in_turns(through_network, frames, BLOCK)[0])["network"]
    medians, worked = medians_of(wall), medians_of(cpu)
    ratios = ratios_of(medians)
    for name, target in TARGETS.items():
        print(f"{name}: {medians[name]} ms ({worked[name]} of the processor), {ratios[name]} x the old way (target {target})")
    print(f"by the make-up network: {network_ms} ms, {1000 / network_ms:.0f} frames a second (target 12)")
    print("taking turns at every frame:", medians_of(apart), ratios_of(medians_of(apart)))
    print(f"decoding and encoding alone: {medians['floor']} ms; image is {medians['image'] / medians['floor']:.1f} times that")
    return {
        "effects": [item["name"] for item in MAKE_UP],
        "by_the_make_up_network": {"median_ms": network_ms, "frames_per_s": round(1000 / network_ms, 1)},
        "median_ms": medians,
        "p95_ms": {name: round(1000 * sorted(values)[int(0.95 * len(values))], 2) for name, values in wall.items()},
        "times_as_fast_as_old": ratios,
        "turns_at_every_frame": {"median_ms": medians_of(apart), "times_as_fast_as_old": ratios_of(medians_of(apart))},
        "image_to_floor": round(medians["image"] / medians["floor"], 1),
        "processor_ms": worked,
        "times_less_processor_than_old": ratios_of(worked),
    }
