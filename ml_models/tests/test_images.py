import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from ml_models import images, picture_files
from ml_models.images import InvalidImage


def encoded(picture, format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


@pytest.fixture
def half_and_half():
    """160x96: the left half red, the right half blue."""
    pixels = np.zeros((96, 160, 3), np.uint8)
    pixels[:, :80] = (220, 20, 20)
    pixels[:, 80:] = (20, 20, 220)
    return Image.fromarray(pixels)


def reason(data):
    with pytest.raises(InvalidImage) as caught:
        images.decode(data)
    return caught.value.reason


def is_red(pixel):
    return pixel[0] > 180 and pixel[2] < 80


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_it_works(format, half_and_half):
    image = images.decode(encoded(half_and_half, format, quality=95))

    assert image.shape == (96, 160, 3)
    assert image.dtype == np.uint8
    assert is_red(image[48, 20])
    assert not is_red(image[48, 140])


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("appended", [b"", b"and more"])
def test_a_jpeg_has_the_pixels_that_pillow_sees(progressive, subsampling, appended):
    """Whichever decoder reads it: a file with something appended is not read by the quick one."""
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (99, 131, 3), np.uint8))
    data = encoded(noise, "JPEG", quality=80, progressive=progressive, subsampling=subsampling) + appended
    with Image.open(io.BytesIO(data)) as picture:
        assert np.array_equal(images.decode(data), np.asarray(picture))


def with_scans(picture, count):
    """A progressive JPEG whose last scan comes `count` times."""
    data = encoded(picture, "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + count * data[last:-2] + data[-2:]


def test_a_jpeg_of_many_scans_is_refused_before_one_is_decoded(half_and_half, monkeypatch):
    """A small file of hundreds of scans would keep a core busy for minutes."""
    assert images.decode(with_scans(half_and_half, 10)).shape == (96, 160, 3)
    monkeypatch.setattr(images, "_upright_rgb", None)
    monkeypatch.setattr(images, "_opencv", None)
    assert reason(with_scans(half_and_half, 60)) == "truncated"


def test_a_png_of_a_million_chunks_is_refused_before_it_is_opened(half_and_half, monkeypatch):
    """Each costs Pillow ten microseconds of Python: fifteen megabytes would hold the process up for a quarter of a minute."""
    monkeypatch.setattr(images.Image, "open", None)
    data = encoded(half_and_half, "PNG")
    header = len(picture_files.START_OF_PNG) + 25
    assert reason(data[:header] + 1_000_000 * chunk(b"tEXt", b"a\0") + data[header:]) == "truncated"


def test_a_png_in_small_chunks_is_read(half_and_half):
    """Some programs write the picture in pieces of 4 KiB; what 15 MB of them come to is read."""
    data = encoded(half_and_half, "PNG")
    header = len(picture_files.START_OF_PNG) + 25
    small = 15 * 256 * chunk(b"tEXt", b"a\0")
    assert images.decode(data[:header] + small + data[header:]).shape == (96, 160, 3)


@pytest.mark.parametrize("segment", [b"\xff\xe1\0\2", b"\xff\xfe\0\2"])
def test_a_jpeg_of_a_million_segments_is_refused_before_it_is_opened(half_and_half, monkeypatch, segment):
    """Pillow would keep a gigabyte of notes on them."""
    data = encoded(half_and_half, "JPEG")
    monkeypatch.setattr(images.Image, "open", None)
    assert reason(data[:2] + 1_000_000 * segment + data[2:]) == "truncated"


def test_only_the_pictures_own_scans_count(half_and_half):
    """A phone's file carries more pictures, or a film, behind the first; and metadata may hold any bytes."""
    film = 100 * b"film\xff\xda"
    data = encoded(half_and_half, "JPEG", progressive=True, comment=film, exif=b"Exif\0\0" + film) + film
    assert images.decode(data).shape == (96, 160, 3)


# Where the stored picture's upper left corner must be afterwards.
@pytest.mark.parametrize("where", ["exif", "xmp"])
@pytest.mark.parametrize(
    ("orientation", "turned", "red_at"),
    [
        (2, False, (0, -1)),
        (3, False, (-1, -1)),
        (4, False, (-1, 0)),
        (5, True, (0, 0)),
        (6, True, (0, -1)),
        (7, True, (-1, -1)),
        (8, True, (-1, 0)),
    ],
)
def test_orientation_is_applied(where, orientation, turned, red_at, half_and_half):
    half_and_half.paste("blue", (0, 48, 160, 96))
    exif = Image.Exif()
    exif[0x0112] = orientation
    xmp = b'<x:xmpmeta xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="%d"/>' % orientation
    image = images.decode(encoded(half_and_half, "JPEG", **({"exif": exif} if where == "exif" else {"xmp": xmp})))

    assert image.shape[:2] == ((160, 96) if turned else (96, 160))
    corners = [(y, x) for y in (0, -1) for x in (0, -1) if is_red(image[y, x])]
    assert corners == [red_at]


def test_orientation_holds_when_shrinking(half_and_half):
    exif = Image.Exif()
    exif[0x0112] = 6
    image = images.decode(encoded(half_and_half.resize((1600, 960)), "JPEG", exif=exif), max_side=200)

    assert image.shape[:2] == (200, 120)
    assert is_red(image[30, 60])


def test_damaged_exif_is_no_reason_to_refuse(half_and_half):
    image = images.decode(encoded(half_and_half, "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff nonsense"))
    assert image.shape == (96, 160, 3)


def test_nothing_but_pixels_survives(half_and_half):
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    data = encoded(half_and_half, "JPEG", exif=exif, comment=b"SECRET WORD")
    clean = images.encode_jpeg(images.decode(data))

    assert b"SECRET" in data
    assert b"SECRET" not in clean
    assert b"Exif" not in clean


def test_data_appended_to_a_picture_is_gone(half_and_half):
    polyglot = encoded(half_and_half, "JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    assert b"script" not in images.encode_jpeg(images.decode(polyglot))


def test_sixteen_bit_keeps_its_tones():
    ramp = np.tile(np.linspace(0, 65535, 128).astype(np.uint16), (64, 1))
    image = images.decode(encoded(Image.fromarray(ramp), "PNG"))

    assert image[0, 0].max() < 5
    assert image[0, -1].min() > 250
    assert 120 < image[0, 64, 0] < 136


def test_cmyk_keeps_its_colours(half_and_half):
    image = images.decode(encoded(half_and_half.convert("CMYK"), "JPEG"))
    assert is_red(image[48, 20])


def test_transparency_becomes_white():
    image = images.decode(encoded(Image.new("RGBA", (80, 80), (0, 0, 0, 0)), "PNG"))
    assert image.min() == 255


def test_palette_with_transparency_becomes_white():
    picture = Image.new("P", (80, 80), 0)
    picture.putpalette([10, 10, 10] * 256)
    image = images.decode(encoded(picture, "PNG", transparency=0))
    assert image.min() == 255


def test_a_colour_profile_is_applied(half_and_half):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    assert images.decode(encoded(half_and_half, "JPEG", icc_profile=profile)).shape == (96, 160, 3)
    assert images.decode(encoded(half_and_half, "JPEG", icc_profile=b"broken")).shape == (96, 160, 3)


def test_a_phone_jpeg_with_a_second_picture_is_a_still(half_and_half):
    data = encoded(half_and_half, "MPO", save_all=True, append_images=[half_and_half])
    assert images.decode(data).shape == (96, 160, 3)


def test_a_large_photo_is_shrunk_with_its_aspect(half_and_half):
    image = images.decode(encoded(half_and_half.resize((4000, 2400)), "JPEG"), max_side=2048)
    assert image.shape == (1229, 2048, 3)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_animations_are_refused(format, half_and_half):
    frames = [half_and_half, half_and_half.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    assert reason(encoded(frames[0], format, save_all=True, append_images=frames[1:])) == "animated"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_truncated_files_are_refused(format, picture):
    with Image.open(io.BytesIO(picture("astronaut"))) as source:
        data = encoded(source.convert("RGB"), format)
    assert reason(data[: len(data) // 2]) == "truncated"


def test_truncated_heic_is_refused(half_and_half):
    data = encoded(half_and_half.resize((640, 480)), "HEIF")
    assert reason(data[: len(data) // 2]) in {"truncated", "not_an_image"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"just text", "not_an_image"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>', "not_an_image"),
        (b"GIF89a" + bytes(100), "not_an_image"),
        (b"\xff\xd8\xff" + bytes(200), "not_an_image"),
        (b"%PDF-1.7" + bytes(100), "not_an_image"),
    ],
)
def test_what_is_no_picture_is_refused(data, expected):
    assert reason(data) == expected


def test_other_formats_are_refused(half_and_half):
    for format in ("GIF", "BMP", "TIFF", "ICO"):
        assert reason(encoded(half_and_half, format)) == "not_an_image"


def test_tiny_and_thin_pictures_are_refused():
    assert reason(encoded(Image.new("RGB", (1, 1)), "PNG")) == "too_small"
    assert reason(encoded(Image.new("RGB", (4000, 64)), "PNG")) == "too_narrow"


def chunk(kind, body):
    """A part of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width, height):
    """A PNG of a few kilobytes that claims, and would unpack to, width x height pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * min(height, 2000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_decompression_bomb_is_refused_by_its_header():
    data = bomb(60_000, 60_000)
    assert len(data) < 100_000
    assert reason(data) == "too_many_pixels"


def test_too_many_bytes_are_refused():
    assert reason(bytes(images.MAX_BYTES + 1)) == "too_many_bytes"
    with pytest.raises(InvalidImage):
        images.read_capped(io.BytesIO(bytes(images.MAX_BYTES + 1)))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 3000), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_damage_anywhere_never_ends_in_another_error(noise, position, format):
    data = bytearray(encoded(Image.linear_gradient("L").convert("RGB"), format))
    data[position : position + len(noise)] = noise
    try:
        image = images.decode(bytes(data))
    except InvalidImage:
        return
    assert image.dtype == np.uint8
    assert image.shape[2] == 3


def test_shrink_never_enlarges():
    small = np.zeros((70, 100, 3), np.uint8)
    assert images.shrink(small, 480) is small
    assert images.shrink(np.zeros((700, 1000, 3), np.uint8), 480).shape == (336, 480, 3)


def test_heif_support_is_there():
    assert pillow_heif.libheif_info()
