import cv2
import numpy as np
import pytest

from ml_models import images

WIDTH, HEIGHT = 320, 240


@pytest.fixture
def image():
    rng = np.random.default_rng(1)
    return cv2.resize(rng.integers(0, 255, (12, 16, 3), np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def encoded(image, kind, *options):
    return cv2.imencode(kind, image[:, :, ::-1], list(options))[1].tobytes()


def test_it_works(image):
    data = images.encode_jpeg(image, 95)
    assert (images.decode_frame(data) == images.decode(data)).all()


@pytest.mark.parametrize("quality", [80, 101])  # lossy, lossless
def test_webp(image, quality):
    frame = images.decode_frame(encoded(image, ".webp", cv2.IMWRITE_WEBP_QUALITY, quality))
    assert np.abs(frame.astype(int) - image).mean() < (5 if quality == 80 else 0.01)


def test_metadata_before_the_size_is_skipped(image):
    data = images.encode_jpeg(image)
    comment = b"\xff\xfe" + (5000).to_bytes(2, "big") + bytes(4998)
    assert (images.decode_frame(data[:2] + comment + data[2:]) == images.decode(data)).all()


@pytest.mark.parametrize(("width", "height", "fine"), [(1280, 720, True), (720, 1280, True), (1282, 720, False), (1920, 1080, False)])
@pytest.mark.parametrize("kind", [".jpg", ".webp"])
def test_pixels_are_counted_before_one_is_decoded(monkeypatch, width, height, fine, kind):
    data = encoded(np.full((height, width, 3), 128, np.uint8), kind)
    if fine:
        assert images.decode_frame(data).shape == (height, width, 3)
        return
    monkeypatch.setattr(images.cv2, "imdecode", None)
    with pytest.raises(images.InvalidImage) as caught:
        images.decode_frame(data)
    assert caught.value.reason == "too_large_frame"


def test_many_scans_are_refused_before_one_is_decoded(image, monkeypatch):
    """A small file of hundreds of scans would keep a core busy for minutes."""
    data = encoded(image, ".jpg", cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
    monkeypatch.setattr(images.cv2, "imdecode", None)
    with pytest.raises(images.InvalidImage):
        images.decode_frame(data)


@pytest.mark.parametrize("kind", [".jpg", ".webp"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.98])
def test_half_a_frame_is_none(image, kind, kept):
    data = encoded(image, kind)
    with pytest.raises(images.InvalidImage):
        images.decode_frame(data[: int(kept * len(data))])


@pytest.mark.parametrize("kind", [".png", ".bmp", ".tiff"])
def test_other_kinds_are_refused(image, kind):
    with pytest.raises(images.InvalidImage) as caught:
        images.decode_frame(encoded(image, kind))
    assert caught.value.reason == "no_frame"


def test_any_bytes_are_a_frame_or_an_error(image):
    """A header may say anything."""
    rng = np.random.default_rng(5)
    for kind in (".jpg", ".webp"):
        whole = bytearray(encoded(image, kind))
        for _ in range(300):
            data = bytearray(whole)
            for place in rng.integers(0, min(700, len(data)), 4):
                data[place] = rng.integers(0, 256)
            try:
                frame = images.decode_frame(bytes(data))
            except images.InvalidImage:
                continue
            assert frame.dtype == np.uint8
            assert frame.shape[0] * frame.shape[1] <= images.FRAME_PIXELS
