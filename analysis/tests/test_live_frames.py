"""What comes back for what is sent."""

import asyncio
import json
import struct
import threading
import time

import cv2
import numpy as np
import pytest

from analysis import live, live_counts, live_format
from analysis.consumers import EffectsConsumer, changed
from analysis.live_frames import Frames
from ml_models import images
from ml_models.results import FaceMesh, HeadPose, TrackedFace

LIPSTICK = {"name": "lipstick", "color": "#2b59c3", "opacity": 1.0}


@pytest.fixture
def blocked(monkeypatch):
    """Frames wait in their thread until the event is set; `seen` has the capture times of those that were worked on."""
    gate, seen, process = threading.Event(), [], EffectsConsumer.process

    def wait(self, data, time_s):
        seen.append(time_s)
        assert gate.wait(20)
        return process(self, data, time_s)

    monkeypatch.setattr(EffectsConsumer, "process", wait)
    gate.seen = seen
    return gate


def mouth(jpeg):
    """Mean colour of the lips, where the webcam frame has them."""
    return images.decode(jpeg)[212:222, 316:340].reshape(-1, 3).mean(axis=0)


@pytest.mark.parametrize("output", ["image", "network"])
def test_it_works(run_live, webcam_frame, output):
    async def visit(open_stream):
        async with open_stream() as stream:
            assert (await stream.message("ready"))["limits"]["frame_bytes"] == 512 * 1024
            configured = await stream.configure(effects=[LIPSTICK], output=output)
            assert configured["layers"][0]["color"] == "#2b59c3"
            await stream.frame(7, webcam_frame, time_ms=1234)
            number, captured, took_us, jpeg = await stream.answer()

        assert (number, captured) == (7, 1234)
        assert 500 < took_us < 20_000_000
        made_up, plain = images.decode(jpeg), images.decode(webcam_frame)
        assert made_up.shape == plain.shape == (480, 640, 3)
        change = mouth(jpeg) - mouth(webcam_frame)
        assert change[2] - change[0] > 40  # bluer
        assert np.abs(made_up[300:].astype(int) - plain[300:]).mean() < 3  # the uniform is as it was

    run_live(visit)


def test_landmarks_are_small_and_lie_on_the_face(run_live, webcam_frame):
    async def visit(open_stream):
        async with open_stream() as stream:
            await stream.configure(output="landmarks", effects=[LIPSTICK])
            await stream.frame(1, webcam_frame)
            *_, body = await stream.answer()

        assert len(body) < 2048
        assert struct.unpack_from("!BBHHH", body) == (2, 1, 468, 640, 480)
        track, yaw, pitch, roll, light = struct.unpack_from("!Iffff", body, 8)
        assert (track, light) == (1, 1)
        assert max(abs(yaw), abs(pitch), abs(roll)) < 30
        points = np.frombuffer(body, ">i2", offset=28).reshape(468, 2) / 16
        assert np.abs(points[13] - (329, 217)).max() < 8  # the upper lip
        assert 120 < np.ptp(points[:, 1]) < 200

    run_live(visit)


def test_landmarks_are_packed_in_their_order(monkeypatch):
    monkeypatch.setattr(live_format.head_pose, "estimate", lambda mesh, size: HeadPose(1, 2, 3, np.eye(3)))
    points = np.tile(np.float32([1.5, -2.25, 9]), (468, 1))
    face = TrackedFace(7, FaceMesh(points, 1.0, 0.0), 0, np.full((10, 2), 5000, np.float32))
    body = live_format.pack_landmarks([face], np.full((240, 320, 3), 255, np.uint8))
    assert struct.unpack_from("!BBHHH Iffff hh", body) == (2, 1, 478, 320, 240, 7, 1, 2, 3, 1, 24, -36)
    assert struct.unpack("!hh", body[-4:]) == (32767, 32767)  # far outside, but no wrap


def test_nobody_in_the_picture_is_an_empty_list_and_an_unchanged_picture(run_live):
    grey = images.encode_jpeg(np.full((240, 320, 3), 120, np.uint8))

    async def visit(open_stream):
        async with open_stream() as stream:
            await stream.configure(effects=[LIPSTICK])
            await stream.frame(1, grey)
            assert np.abs(images.decode((await stream.answer())[3]).astype(int) - 120).max() <= 2
            await stream.configure(output="landmarks")
            await stream.frame(2, grey)
            assert (await stream.answer())[3] == struct.pack("!BBHHH", 2, 0, 0, 320, 240)

    run_live(visit)


def test_effects_change_without_a_pause(run_live, webcam_frame):
    async def visit(open_stream):
        async with open_stream() as stream:
            colours = []
            for number, effects in enumerate(([], [LIPSTICK], [{**LIPSTICK, "color": "#d01010"}])):
                await stream.configure(effects=effects)
                await stream.frame(number, webcam_frame)
                got, *_, jpeg = await stream.answer()
                assert got == number
                colours.append(mouth(jpeg))

        (_, _, plain_blue), (_, _, blue), (red, _, _) = colours
        assert blue > plain_blue + 30
        assert red > colours[1][0] + 30

    run_live(visit)


def test_webp_is_taken_too(run_live, webcam_frame):
    webp = cv2.imencode(".webp", images.decode(webcam_frame)[:, :, ::-1], [cv2.IMWRITE_WEBP_QUALITY, 80])[1].tobytes()

    async def visit(open_stream):
        async with open_stream() as stream:
            await stream.frame(1, webp)
            assert images.decode((await stream.answer())[3]).shape == (480, 640, 3)

    run_live(visit)


def test_the_newest_frame_wins(run_live, webcam_frame, blocked):
    before = live_counts.FRAMES.copy()

    async def visit(open_stream):
        async with open_stream() as stream:
            for number in range(1, 21):
                await stream.frame(number, webcam_frame, time_ms=1000 * number)
            while (await stream.message("stats"))["dropped"] < 18:
                pass
            blocked.set()
            assert [(await stream.answer())[0] for _ in range(2)] == [1, 20]
            stats = await stream.message("stats")
            while stats["processed"] < 2:
                stats = await stream.message("stats")

        assert {name: stats[name] for name in ("received", "dropped", "processed")} == {"received": 20, "dropped": 18, "processed": 2}
        assert stats["server_ms"] > 2  # milliseconds
        assert blocked.seen == [1.0, 20.0]

    run_live(visit)
    assert live_counts.FRAMES - before == {("effects", "received"): 20, ("effects", "dropped"): 18, ("effects", "answered"): 2}


def test_two_streams_have_each_their_own_effects_and_faces(run_live, webcam_frame):
    async def visit(open_stream):
        async with open_stream() as one, open_stream() as other:
            await one.configure(effects=[LIPSTICK])
            await other.configure(output="landmarks")
            for number in range(5):
                await one.frame(number, webcam_frame)
                await other.frame(100 + number, webcam_frame)
            answers = {number: body for number, *_, body in [await one.answer()]}
            landmarks = {number: body for number, *_, body in [await other.answer()]}
        assert max(answers) < 100 <= min(landmarks)
        assert next(iter(answers.values()))[:2] == b"\xff\xd8"
        assert next(iter(landmarks.values()))[0] == 2

    run_live(visit)


def test_leaving_in_mid_frame_frees_the_place_and_the_thread(run_live, webcam_frame, blocked):
    async def visit(open_stream):
        async with open_stream() as stream:
            await stream.frame(1, webcam_frame)
            await stream.frame(2, webcam_frame)
            while not blocked.seen:
                await stream.message("ready", "stats")
        blocked.set()
        async with open_stream() as stream:
            await stream.frame(3, webcam_frame)
            assert (await stream.answer())[0] == 3
        assert blocked.seen[-1] == pytest.approx(0.099)
        assert len(blocked.seen) == 2  # the frame that waited was never begun

    run_live(visit)


def test_pages_and_photos_go_on_while_frames_are_worked_on(run_live, webcam_frame, client, monkeypatch):
    monkeypatch.setattr(EffectsConsumer, "process", lambda self, data, time_s: time.sleep(0.3) or data)

    async def visit(open_stream):
        from ml_models import runtime

        async with open_stream() as one, open_stream() as two, open_stream() as three:
            streams = (one, two, three)
            for stream in streams:
                await stream.frame(1, webcam_frame)
            started = time.perf_counter()
            assert runtime.run(lambda: "photo") == "photo"
            assert time.perf_counter() - started < 0.25
            for stream in streams:
                assert (await stream.answer())[0] == 1

    run_live(visit)


def test_at_the_end_the_frame_that_waits_is_forgotten():
    gate, answered = threading.Event(), []

    async def send(bytes_data):
        answered.append(struct.unpack_from("!I", bytes_data)[0])

    async def visit():
        frames = Frames("effects", lambda data, time_s: gate.wait(10) and data, send, send)
        frames.take(struct.pack("!II", 1, 0) + b"one")
        await asyncio.sleep(0.05)
        frames.take(struct.pack("!II", 2, 0) + b"two")
        finished = asyncio.create_task(frames.finish())
        await asyncio.sleep(0.05)
        gate.set()
        await finished

    asyncio.run(visit())
    assert answered == [1]


def test_a_stream_says_how_it_does_once_a_second(run_live, monkeypatch):
    monkeypatch.setattr(live, "STATS_S", 0.05)

    async def visit(open_stream):
        async with open_stream() as stream:
            stats = [await stream.message("stats") for _ in range(3)]
        assert stats[0] == {"type": "stats", "received": 0, "dropped": 0, "processed": 0, "server_ms": None}

    run_live(visit)


def test_what_is_configured_is_json(run_live):
    async def visit(open_stream):
        async with open_stream() as stream:
            configured = await stream.configure(effects=[LIPSTICK], strength=0.5, output="landmarks", quality=70)
        assert json.dumps(configured)
        assert configured["output"] == "landmarks"
        assert configured["quality"] == 70
        assert configured["needs_iris"] is False
        assert configured["layers"][0]["opacity"] <= 0.5

    run_live(visit)


@pytest.fixture
def drawn(webcam_frame):
    """The picture that comes back for a configure message."""

    def draw(**message):
        stream = EffectsConsumer()
        stream.options = changed(stream.options, message)
        return stream.process(webcam_frame, 0.0)

    return draw


def test_quality_and_strength_are_kept_to(drawn):
    assert len(drawn(quality=40)) < 0.6 * len(drawn(quality=90))
    plain = mouth(drawn())
    for output in ("image", "network"):
        assert np.abs(mouth(drawn(effects=[LIPSTICK], strength=0, output=output)) - plain).max() < 3
        whole, half = (np.abs(mouth(drawn(effects=[LIPSTICK], strength=share, output=output)) - plain).max() for share in (1, 0.4))
        assert 0.2 * whole < half < 0.7 * whole


@pytest.mark.parametrize("output", ["image", "network"])
@pytest.mark.parametrize(
    "effect", [{"name": "glasses", "tint": 0.9, "lens": "#00ff00"}, {"name": "iris", "color": "#00ff00", "opacity": 1}]
)
def test_what_the_network_cannot_carry_is_drawn(drawn, output, effect):
    plain, made = (images.decode(drawn(effects=effects, output=output)).astype(int) for effects in ([], [effect]))
    green = (made - plain) @ (-1, 2, -1)
    assert green[:212].max() > 60
    assert np.abs(made - plain)[300:].mean() < 1
