"""The only place that decodes and encodes pictures.

An image is uint8 (height, width, 3), RGB, upright. Whatever else a file carried (EXIF, GPS, comments,
colour profiles, data appended to it) is gone once it has been through `decode`.
"""

import io
import warnings

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from . import picture_files, stages

pillow_heif.register_heif_opener(thumbnails=False)

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
MIN_SIDE = 64
MAX_ASPECT = 12
FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]
FRAME_PIXELS = 1280 * 720  # of a live frame
FRAME_SCANS = 3  # a JPEG of hundreds of scans would decode for minutes; a browser's has one
TURNS_OR_COLOURS = {"exif", "xmp", "icc_profile"}  # in a file, by Pillow's names

# Pixels are counted below, from the header and with a message of our own.
Image.MAX_IMAGE_PIXELS = None


def _(text: str) -> str:
    """Marks a sentence for the translators; whoever shows it translates it."""
    return text


REASONS = {
    "empty": _("The file is empty. Please choose another one."),
    "too_many_bytes": _("The file is larger than 15 MB. Please send a smaller one."),
    "not_an_image": _("This is not a picture that I can read. Please send a JPEG, PNG, WebP or HEIC."),
    "no_frame": _("This is not a frame that I can read. Please send a JPEG or WebP."),
    "truncated": _("The picture is damaged or incomplete. Please send it again."),
    "animated": _("The picture is animated. Please send a still one."),
    "too_many_pixels": _("The picture has more than 40 megapixels. Please send a smaller one."),
    "too_small": _("The picture is too small. Please send one of at least 64 by 64 pixels."),
    "too_large_frame": _("The frame has more than 1280 by 720 pixels. Please send smaller ones."),
    "too_narrow": _("The picture is too long and narrow. Please send a more ordinary shape."),
}


class InvalidImage(Exception):
    """The bytes are not a picture that we accept. `reason` is a key of REASONS; the text is its sentence."""

    def __init__(self, reason: str):
        super().__init__(REASONS[reason])
        self.reason = reason


def read_capped(file) -> bytes:
    """All bytes of a binary file object.

    Raises:
        InvalidImage: more than MAX_BYTES; the rest is not read.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InvalidImage("too_many_bytes")
    return data


@stages.timed("decode")
def decode(data: bytes, max_side: int | None = None) -> np.ndarray:
    """Decode a JPEG, PNG, WebP or HEIC file, upright and in sRGB.

    Args:
        data: the file's bytes.
        max_side: shrink so that the longer side has at most this many pixels (never enlarges).

    Returns:
        uint8 (height, width, 3) RGB. Transparency is laid on white; 16-bit and CMYK are brought to 8-bit RGB.

    Raises:
        InvalidImage: empty, over MAX_BYTES or MAX_PIXELS, under MIN_SIDE, animated, damaged, or no picture at all.
    """
    if not data:
        raise InvalidImage("empty")
    if len(data) > MAX_BYTES:
        raise InvalidImage("too_many_bytes")
    if picture_files.is_endless(data):
        raise InvalidImage("truncated")
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            warnings.simplefilter("ignore")
            _check_header(picture)
            if _is_plain(picture, data) and (not max_side or max(picture.size) <= max_side):
                return _opencv(data, *picture.size)
            return np.array(_upright_rgb(picture, max_side))
    except UnidentifiedImageError:
        raise InvalidImage("not_an_image") from None
    except InvalidImage:
        raise
    # The decoders answer damaged files with whatever they stumble over.
    except Exception as error:
        raise InvalidImage("truncated") from error


def _check_header(picture: Image.Image) -> None:
    """Refuse before a single pixel is decoded."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise InvalidImage("too_many_pixels")
    if min(width, height) < MIN_SIDE:
        raise InvalidImage("too_small")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise InvalidImage("too_narrow")
    # Phones write several pictures (depth, gain map) into one JPEG or HEIC, the photo first; those are no animations.
    if picture.format in {"PNG", "WEBP"} and getattr(picture, "n_frames", 1) > 1:
        raise InvalidImage("animated")


def _is_plain(picture, data):
    """A JPEG as a browser's canvas writes it, which OpenCV decodes to the same pixels in half the time.

    It has nothing to turn or to convert by, and ends with its end marker: OpenCV would fill a truncated one with grey.
    """
    return (
        picture.format == "JPEG"
        and picture.mode == "RGB"
        and data[-2:] == picture_files.END_OF_IMAGE
        and not TURNS_OR_COLOURS & picture.info.keys()
    )


def _opencv(data, width, height):
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION)
    if image is None or image.shape[:2] != (height, width):
        raise InvalidImage("truncated")
    return image


def _upright_rgb(picture: Image.Image, max_side: int | None) -> Image.Image:
    if max_side:
        picture.draft(None, (max_side, max_side))  # JPEG: decode at 1/2, 1/4 or 1/8, never below what is asked
    picture.load()
    profile = picture.info.get("icc_profile")
    if max_side and max(picture.size) > max_side:
        scale = max_side / max(picture.size)
        size = tuple(max(1, round(side * scale)) for side in picture.size)
        picture = _plain(picture).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return _to_srgb(_oriented(_plain(picture)), profile)


def _oriented(picture: Image.Image) -> Image.Image:
    try:
        ImageOps.exif_transpose(picture, in_place=True)
        return picture
    except Exception:  # damaged EXIF is no reason to refuse the pixels
        return picture


def _plain(picture: Image.Image) -> Image.Image:
    """Bring every mode to RGB, CMYK or L of 8 bits without transparency; `info` (EXIF) stays."""
    info = picture.info
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = Image.fromarray((np.asarray(picture, np.float64) / 257).clip(0, 255).astype(np.uint8))
    elif picture.has_transparency_data:
        rgba = picture.convert("RGBA")
        picture = Image.new("RGB", rgba.size, "white")
        picture.paste(rgba, mask=rgba.getchannel("A"))
    elif picture.mode not in {"RGB", "L", "CMYK"}:
        picture = picture.convert("RGB")
    picture.info = info
    return picture


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones take photos in wider colour spaces; without their profile those would look pale."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "srgb" not in ImageCms.getProfileDescription(source).lower():
                return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a damaged profile, or one for another mode: show the colours as they stand
    return picture if picture.mode == "RGB" else picture.convert("RGB")  # converting to the same mode copies it


@stages.timed("decode_frame")
def decode_frame(data: bytes) -> np.ndarray:
    """Decode one live frame, a plain JPEG or WebP as a browser's canvas writes it: quicker than `decode`, and choosier.

    Returns:
        uint8 (height, width, 3) RGB. Orientation and colour profile, which such frames do not have, are not looked at.

    Raises:
        InvalidImage: over FRAME_PIXELS or under MIN_SIDE by the header, before a pixel is decoded; incomplete; of another kind.
    """
    width, height = _frame_size(data)
    if width * height > FRAME_PIXELS:
        raise InvalidImage("too_large_frame")
    if min(width, height) < MIN_SIDE:
        raise InvalidImage("too_small")
    return _opencv(data, width, height)


def _frame_size(data):
    """Width and height by the header of a complete JPEG or WebP."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        if len(data) < int.from_bytes(data[4:8], "little") + 8:
            raise InvalidImage("truncated")
        return _webp_size(data)
    if data[:3] != b"\xff\xd8\xff":
        raise InvalidImage("no_frame")
    if data[-2:] != picture_files.END_OF_IMAGE or data.count(picture_files.START_OF_SCAN) > FRAME_SCANS:
        raise InvalidImage("truncated")
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise InvalidImage("truncated")


def _webp_size(data):
    kind = data[12:16]
    if kind == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and not data[20] & 2:  # 2: animated
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    raise InvalidImage("no_frame")


@stages.timed("encode")
def encode_jpeg(image: np.ndarray, quality: int = 90) -> bytes:
    """A JPEG of uint8 (height, width, 3) RGB, with no metadata."""
    done, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"cannot encode an image of shape {image.shape} and type {image.dtype}")
    return data.tobytes()


def encode_png(image: np.ndarray) -> bytes:
    """A PNG of uint8 (height, width, 4), RGBA with straight alpha."""
    done, data = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGBA2BGRA), [cv2.IMWRITE_PNG_COMPRESSION, 3])
    if not done:
        raise ValueError(f"cannot encode an image of shape {image.shape} and type {image.dtype}")
    return data.tobytes()


def shrink(image: np.ndarray, max_side: int) -> np.ndarray:
    """The image, its longer side at most `max_side` pixels, aspect kept; unchanged if it is small enough.

    Halving first is eight times faster than averaging by one odd factor.
    """
    while max(image.shape[:2]) >= 2 * max_side and min(image.shape[:2]) > 1:
        height, width = image.shape[0] // 2, image.shape[1] // 2
        image = cv2.resize(image[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
    height, width = image.shape[:2]
    scale = max_side / max(height, width)
    if scale >= 1:
        return image
    return cv2.resize(image, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_LINEAR)


def interpolation(factor: float) -> int:
    """How to shrink by `factor`: under 2 each pixel is still near a sampled one, and sampling takes an eighth of averaging's time."""
    return cv2.INTER_LINEAR if factor < 2 else cv2.INTER_AREA


def crop_square(image: np.ndarray, side: int) -> np.ndarray:
    """The largest centred square, at `side` pixels."""
    height, width = image.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    interpolation = cv2.INTER_AREA if edge > side else cv2.INTER_CUBIC
    return cv2.resize(image[top : top + edge, left : left + edge], (side, side), interpolation=interpolation)
