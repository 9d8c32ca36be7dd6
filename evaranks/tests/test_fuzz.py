"""Whatever bytes come as a picture or over a live socket: an answer or a refusal, never a fault, and no memory is kept.

A few hundred inputs here; `make fuzz` tries more than 100,000 and writes bench/results/fuzz.json.
"""

import asyncio
import gc
import io
import json
import os
import struct
from collections import Counter, deque
from pathlib import Path

import numpy as np
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from PIL import Image

from accounts.consent_services import ConsentRequired
from accounts.refused import Refused
from analysis.consumers import EffectsConsumer
from analysis.live import FRAME_BYTES, _parsed
from analysis.live_format import pack_landmarks
from evaranks.sample_pictures import picture_path
from faces import live_modes
from faces.guards import EXPLAINED
from faces.live_recognition import Recognition
from ml_models import images
from ml_models.results import FaceMesh, TrackedFace

INPUTS = int(os.environ.get("FUZZ_INPUTS", 400))
RESULTS = os.environ.get("FUZZ_RESULTS")
PARTS = 10  # Hypothesis remembers every input of a run; after each part it has forgotten them
LEAK_MB = 48  # an allocator's own reserve comes and goes within this
QUIET = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate]}


def memory_mb() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def fuzz(kind: str, share: float, inputs, check) -> None:
    """Have `check(value)` look at `share` of all inputs and say what came of it. The first part loads what is loaded once."""
    outcomes, number = Counter(), max(2, int(share * INPUTS / PARTS))

    for part in range(PARTS):

        @seed(part)
        @settings(max_examples=number, **QUIET)
        @given(inputs)
        def try_one(value):
            outcomes[check(value)] += 1

        try_one()
        if part == 0:
            before = memory_mb()
    grown = memory_mb() - before
    if RESULTS:
        path = Path(RESULTS)
        kept = json.loads(path.read_text()) if path.exists() else {}
        found = {"inputs": outcomes.total(), "outcomes": dict(outcomes.most_common()), "memory_grown_mb": round(grown, 1)}
        path.write_text(json.dumps(kept | {kind: found}, indent=1) + "\n")
    assert grown < LEAK_MB, f"{kind} keeps {grown:.0f} MB"


def seeds() -> list[bytes]:
    """Small whole pictures of each kind that is read, so that much of a try is the change and not the pixels."""
    with Image.open(picture_path("astronaut")) as picture:
        small = picture.convert("RGB").resize((96, 72))
    exif = Image.Exif()
    exif[0x0112] = 6
    found = []
    for kind, options in (
        ("JPEG", {"exif": exif}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("HEIF", {}),
    ):
        file = io.BytesIO()
        small.save(file, kind, **options)
        found.append(file.getvalue())
    file = io.BytesIO()
    small.convert("P").save(file, "PNG", transparency=0)
    return [*found, file.getvalue()]


SEEDS = seeds()
CHANGES = st.lists(
    st.tuples(st.sampled_from(["set", "flip", "cut", "drop", "repeat", "insert"]), st.floats(0, 1), st.binary(min_size=1, max_size=8)),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, changes) -> bytes:
    for what, where, new in changes:
        at = int(where * len(data))
        if what == "set":
            data = data[:at] + new + data[at + len(new) :]
        elif what == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ (new[0] or 1)]) + data[at + 1 :]
        elif what == "cut":
            data = data[:at]
        elif what == "drop":
            data = data[:at] + data[at + new[0] :]
        elif what == "repeat":
            data = data[:at] + data[max(0, at - new[0]) : at] * 3 + data[at:]
        elif what == "insert":
            data = data[:at] + new + data[at:]
    return data


PICTURES = st.one_of(
    st.builds(changed, st.sampled_from(SEEDS), CHANGES),
    st.builds(changed, st.sampled_from(SEEDS), CHANGES),
    st.builds(lambda head, rest: head + rest, st.sampled_from([seed[:24] for seed in SEEDS]), st.binary(max_size=200)),
    st.binary(max_size=64),
)


def reading(decode):
    def check(data):
        try:
            image = decode(data)
        except images.InvalidImage as error:
            return error.reason
        assert image.dtype == np.uint8
        assert image.ndim == 3
        assert image.shape[2] == 3
        assert min(image.shape[:2]) >= images.MIN_SIDE
        return "read"

    return check


def test_it_works():
    fuzz("pictures", 0.4, PICTURES, reading(images.decode))


def test_frames():
    fuzz("frames", 0.25, PICTURES, reading(images.decode_frame))


NAMES = st.sampled_from(["lipstick", "blush", "eyeliner", "glasses", "iris", "pose", "mesh", "foundation", "no-such"])
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["#b3123c", "matte", "image", "NaN"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
EFFECT = st.fixed_dictionaries(
    {"name": NAMES | ODD},
    optional=dict.fromkeys(("color", "opacity", "finish", "softness", "thickness", "wing", "style", "placement"), ODD),
)
CONFIGURE = st.fixed_dictionaries(
    {"type": st.just("configure")},
    optional={
        "effects": st.lists(EFFECT, max_size=3) | ODD,
        "strength": st.floats(-1, 2) | ODD,
        "output": st.sampled_from(["image", "landmarks", "network"]) | ODD,
        "quality": st.integers(0, 200) | ODD,
        "mode": st.sampled_from(["recognise", "enroll"]) | ODD,
        "person": st.uuids().map(str) | ODD,
        "check_in": st.uuids().map(str) | ODD,
    },
)
TEXTS = st.one_of(
    CONFIGURE.map(json.dumps),
    CONFIGURE.map(json.dumps),
    st.dictionaries(st.sampled_from(["type", "track", "effects"]), ODD, max_size=3).map(json.dumps),
    st.text(max_size=60),
    st.integers(1, 3000).map(lambda deep: "[" * deep),
)
BINARIES = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda head, body: struct.pack("!II", *head) + body, st.tuples(*[st.integers(0, 2**32 - 1)] * 2), PICTURES),
)


async def talk(messages) -> list[dict]:
    """What one stream answers to these messages, one after the other."""
    consumer, answers = EffectsConsumer(), []

    async def send(message):
        answers.append(message)

    consumer.base_send = send
    consumer.times, consumer.active = deque(maxlen=60), 0
    for message in messages:
        await consumer.receive(**({"text_data": message} if isinstance(message, str) else {"bytes_data": message}))
        if consumer.frames.work is not None:
            await consumer.frames.work
    return answers


def check_talk(messages):
    for answer in asyncio.run(talk(messages)):
        if answer["type"] == "websocket.close":
            assert any(len(message) > FRAME_BYTES for message in messages)
            return f"closed {answer['code']}"
        if not answer.get("text"):
            return "frame answered"
        told = json.loads(answer["text"])
        assert told.get("code") != "failed", (messages, told)
    return told.get("code", told["type"])


def test_effects_socket():
    fuzz("effects_socket", 0.2, st.lists(TEXTS | BINARIES, min_size=1, max_size=3), check_talk)


def test_recognition_socket(alice):
    def check(text):
        try:
            message = _parsed(text)
            mode = Recognition(alice)
            if message["type"] == "configure":
                mode = live_modes.choose(alice, message)
                json.dumps(mode.describe())
            else:
                mode.follow(message)
        except Refused as refusal:
            return refusal.code
        except (ConsentRequired, ObjectDoesNotExist, *EXPLAINED) as error:
            return type(error).__name__
        return "followed"

    fuzz("recognition_socket", 0.15, TEXTS, check)


def test_landmarks():
    """However far out of the picture the points lie, their place is a number that fits."""

    def check(case):
        faces, size, number = case
        random = np.random.default_rng(number)
        points = [random.normal(0, 10 ** random.uniform(0, 5), (468, 3)).astype(np.float32) for _face in range(faces)]
        meshes = [FaceMesh(points=places, presence=0.9, angle=0.0) for places in points]
        tracked = [TrackedFace(id=number, mesh=mesh, age=1) for number, mesh in enumerate(meshes)]
        packed = pack_landmarks(tracked, np.full((*size[::-1], 3), 90, np.uint8))
        assert packed[:2] == bytes([2, faces])
        return "packed"

    sizes = st.tuples(st.integers(64, 1280), st.integers(64, 720))
    fuzz("landmarks", 0.02, st.tuples(st.integers(0, 4), sizes, st.integers(0, 2**32 - 1)), check)
