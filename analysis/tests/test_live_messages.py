"""What is wrong is said, and the stream goes on; what is far too much ends it."""

import struct

import numpy as np
import pytest

from analysis import live_counts
from analysis.consumers import EffectsConsumer
from ml_models import images

HEAD = struct.pack("!II", 5, 99)


def flat(width, height):
    return images.encode_jpeg(np.full((height, width, 3), 90, np.uint8))


async def still_works(stream, webcam_frame):
    await stream.frame(1000, webcam_frame)
    return (await stream.answer())[0] == 1000


@pytest.fixture
def told(run_live, webcam_frame):
    """What the server says to one message, bytes or text, before it goes on as if nothing had been."""

    def tell(message):
        said = {}

        async def visit(open_stream):
            async with open_stream() as stream:
                if isinstance(message, bytes):
                    await stream.communicator.send_to(bytes_data=message)
                else:
                    await stream.tell(message)
                said.update(await stream.message("error"))
                assert await still_works(stream, webcam_frame)

        run_live(visit)
        return said

    return tell


def test_it_works(told):
    error = told('{"type": "configure", "effects": [{"name": "moustache"}]}')
    assert error["code"] == "invalid_effect"
    assert "moustache" in error["detail"]


@pytest.mark.parametrize("text", ["{", "[]", "null", '"configure"', '{"type": "dance"}', "\x00", '{"type": ["configure"]}', "[" * 5000])
def test_garbage_text(told, text):
    assert told(text)["code"] == "bad_message"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ('"output": "hologram"', "invalid_output"),
        ('"output": ["image"]', "invalid_output"),
        ('"strength": 2', "invalid_strength"),
        ('"strength": NaN', "invalid_strength"),
        ('"strength": true', "invalid_strength"),
        ('"quality": 5', "invalid_quality"),
        ('"quality": "80"', "invalid_quality"),
        ('"quality": null', "invalid_quality"),
        ('"effects": "lipstick"', "invalid_effect"),
        ('"effects": null', "invalid_effect"),
        ('"effects": [3]', "invalid_effect"),
        ('"effects": [{"name": "lipstick", "opacity": 7}]', "invalid_effect"),
        ('"effects": [{"name": "lipstick", "colour": "#ffffff"}]', "invalid_effect"),
        ('"effects": [{"name": {}}]', "invalid_effect"),
    ],
)
def test_unknown_settings(told, options, code):
    assert told(f'{{"type": "configure", {options}}}')["code"] == code


def test_a_refused_setting_leaves_the_others_as_they_were(run_live):
    async def visit(open_stream):
        async with open_stream() as stream:
            await stream.configure(output="landmarks", quality=60)
            assert (await stream.configure(output="image", quality=1))["code"] == "invalid_quality"
            configured = await stream.configure()
        assert (configured["output"], configured["quality"]) == ("landmarks", 60)

    run_live(visit)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"\xff", "not a frame"),
        (b"GIF89a" + bytes(300), "send a JPEG or WebP."),
        (flat(640, 480)[:900], "incomplete"),
        (flat(640, 480)[:300] + b"\xff\xd9", "damaged"),
        (b"RIFF\xff\xff\x00\x00WEBPVP8 " + bytes(40), "damaged"),
        (b"RIFF\x20\x00\x00\x00WEBPVP8?" + bytes(40), "not a frame"),
        (b"\xff\xd8\xff" + bytes(400) + b"\xff\xd9", "damaged"),
        (flat(1300, 720), "1280 by 720"),
        (flat(20, 20), "too small"),
    ],
)
def test_a_bad_frame_is_skipped_with_its_number_said(told, body, why):
    refused = live_counts.FRAMES["effects", "refused"]
    error = told(HEAD + body)
    assert (error["code"], error["frame"]) == ("invalid_frame", 5)
    assert live_counts.FRAMES["effects", "refused"] == refused + 1
    assert why in error["detail"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ((b"cookie", b"django_language=ko"), "JPEG나 WebP로 보내 주세요."),
        ((b"accept-language", b"ko-KR,ko;q=0.9,en;q=0.8"), "JPEG나 WebP로 보내 주세요."),
        ((b"accept-language", b"x" * 3000), "Please send a JPEG or WebP."),
    ],
)
def test_a_socket_speaks_the_persons_language(run_live, header, words):
    async def visit(open_stream):
        async with open_stream(headers=[header]) as stream, open_stream() as other:
            for one, wanted in ((stream, words), (other, "Please send a JPEG or WebP."), (stream, words)):
                await one.frame(1, b"no picture")
                assert wanted in (await one.message("error"))["detail"]

    run_live(visit)


@pytest.mark.parametrize("message", [b"\x00", HEAD])
def test_a_frame_without_a_picture_is_a_bad_message(told, message):
    assert told(message)["code"] == "bad_message"


def test_a_fault_of_ours_is_no_end(run_live, webcam_frame, monkeypatch, caplog):
    process, calls, failed = EffectsConsumer.process, [], live_counts.FRAMES["effects", "failed"]

    def fail_once(self, data, time_s):
        calls.append(time_s)
        if len(calls) == 1:
            raise RuntimeError("boom")
        return process(self, data, time_s)

    monkeypatch.setattr(EffectsConsumer, "process", fail_once)

    async def visit(open_stream):
        async with open_stream() as stream:
            await stream.frame(8, webcam_frame)
            error = await stream.message("error")
            assert (error["code"], error["frame"]) == ("failed", 8)
            assert "boom" not in error["detail"]
            assert await still_works(stream, webcam_frame)

    run_live(visit)
    assert "boom" in caplog.text
    assert live_counts.FRAMES["effects", "failed"] == failed + 1


@pytest.mark.parametrize("message", [{"bytes": HEAD + bytes(512 * 1024 + 1)}, {"text": "x" * 20_000}])
def test_far_too_large_a_message_ends_the_stream(run_live, message):
    closed = live_counts.CLOSED["effects", 1009]

    async def visit(open_stream):
        async with open_stream() as stream:
            await stream.communicator.send_input({"type": "websocket.receive", **message})
            assert await stream.closed() == 1009
        assert live_counts.CLOSED["effects", 1009] == closed + 1

    run_live(visit)
