"""Moving video made from portraits: what a webcam might show, with the true place of the face in each frame.

A scene is a function of the moment (0..1) that tells how the portrait is moved and what is done to the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from ml_models import face_detector, face_landmarker, images

RATE, SECONDS = 30, 4
WIDTH, HEIGHT = 640, 480
FACE_WIDTH = 140  # pixels, where a scene does not zoom
NOISE, QUALITY = 3.0, 80  # standard deviation of the sensor's noise in 0..255; of the JPEG


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture, its face's mesh (468, 2), middle and width, all in its own pixels."""

    image: np.ndarray
    points: np.ndarray
    middle: np.ndarray
    width: float


@dataclass(frozen=True, slots=True)
class Moment:
    """x, y: shift of the face from the picture's middle, in face widths; turn in degrees, clockwise; zoom; light: factor;
    blur: length of the motion blur in face widths; cover: share of the face hidden by a bar from its left."""

    x: float = 0.0
    y: float = 0.0
    turn: float = 0.0
    zoom: float = 1.0
    light: float = 1.0
    blur: float = 0.0
    cover: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as it arrives; where each face truly is, (468, 2); whether one could see it; when, in seconds."""

    image: np.ndarray
    truths: list[np.ndarray]
    visible: bool
    time_s: float


def _wave(moment, turns):
    return np.sin(2 * np.pi * turns * moment)


SCENES = {
    "still": lambda t: Moment(),
    "pan": lambda t: Moment(x=1.2 * _wave(t, 2), y=0.3 * _wave(t, 3)),
    "jumps": lambda t: Moment(x=0.1 if int(t * SECONDS * RATE) % 2 else -0.1),  # a fifth of the width, every frame
    "zoom": lambda t: Moment(zoom=1.2 + 0.6 * _wave(t, 1.5)),
    "roll": lambda t: Moment(turn=45 * _wave(t, 1)),
    "occlusion": lambda t: Moment(cover=float(np.clip(2.2 * np.sin(np.pi * t * 2) ** 2 - 0.6, 0, 1))),
    "blur": lambda t: Moment(x=0.8 * _wave(t, 2), blur=0.12 * abs(np.cos(4 * np.pi * t))),
    "dimming": lambda t: Moment(light=0.55 + 0.45 * np.cos(2 * np.pi * t)),
    "exit_and_return": lambda t: Moment(x=5.2 * np.clip(1.6 * np.sin(2 * np.pi * t) - 0.7, 0, 1)),
    "side_by_side": lambda t: Moment(x=0.4 + 0.4 * _wave(t, 1.5)),  # for two: they come as near as cheeks do
    "constant_speed": lambda t: Moment(x=-1.5 + 3 * t),
}


def portrait(path_or_bytes) -> Portrait | None:
    """A portrait from a file or its bytes; None where no face is found in it."""
    data = path_or_bytes if isinstance(path_or_bytes, bytes) else path_or_bytes.read_bytes()
    image = images.decode(data, max_side=1024)
    found = face_detector.detect(image)
    if not found:
        return None
    points = face_landmarker.detect_landmarks(image, found[0]).points[:, :2]
    width = float(np.linalg.norm(points[234] - points[454]))
    return Portrait(image, points, (points.min(axis=0) + points.max(axis=0)) / 2, width)


def video(scene: str, *portraits: Portrait, noise: bool = True) -> Iterator[Frame]:
    """The frames of a scene, with one portrait or with two side by side, the second moving in a mirror."""
    moments = [SCENES[scene](index / (RATE * SECONDS)) for index in range(RATE * SECONDS)]
    for index, moment in enumerate(moments):
        drawn = [_drawn(one, moment, place, len(portraits)) for place, one in enumerate(portraits)]
        image = np.concatenate([half for half, _ in drawn], axis=1)
        if moment.light != 1:
            image = cv2.convertScaleAbs(image, alpha=float(moment.light))
        if noise:
            image = images.decode_frame(images.encode_jpeg(_noisy(image, index), QUALITY))
        truths = [truth for _, truth in drawn]
        visible = moment.cover < 0.35 and all(_is_inside(truth) for truth in truths)
        yield Frame(image, truths, visible, index / RATE)


def _drawn(one, moment, place, of):
    """The portrait in its share of the frame, and the face's points in the whole frame."""
    width = WIDTH // of
    scale = moment.zoom * FACE_WIDTH / one.width
    direction = -1 if place else 1
    matrix = cv2.getRotationMatrix2D(tuple(float(value) for value in one.middle), -direction * moment.turn, scale)
    step = FACE_WIDTH / of**0.5  # two faces have less room
    matrix[:, 2] += np.array([width / 2 + direction * moment.x * step, HEIGHT / 2 + moment.y * step]) - one.middle
    flags = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    source, inner = (one.image, matrix) if scale >= 0.5 else _shrunk(one.image, matrix, scale)
    image = cv2.warpAffine(source, inner, (width, HEIGHT), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    truth = one.points @ matrix[:, :2].T + matrix[:, 2]
    if moment.blur:
        length = max(1, round(moment.blur * FACE_WIDTH))
        image = cv2.blur(image, (length, 1))
    if moment.cover:
        left, right, top, bottom = truth[:, 0].min(), truth[:, 0].max(), truth[:, 1].min(), truth[:, 1].max()
        edge = left - 15 + moment.cover * (right - left + 30)
        image[max(0, int(top) - 40) : int(bottom) + 40, max(0, int(left) - 15) : int(edge)] = (120, 90, 70)
    return image, truth + np.array([place * width, 0])


def _shrunk(image, matrix, scale):
    """Averaged first: a warp alone would skip pixels."""
    small = cv2.resize(image, None, fx=2 * scale, fy=2 * scale, interpolation=cv2.INTER_AREA)
    inner = matrix.copy()
    inner[:, :2] /= 2 * scale
    return small, inner


def _is_inside(truth):
    inside = (truth >= 0).all(axis=1) & (truth < (WIDTH, HEIGHT)).all(axis=1)
    return inside.mean() > 0.9


@lru_cache
def _noise_fields():
    rng = np.random.default_rng(11)
    return [rng.normal(0, NOISE, (HEIGHT, WIDTH, 3)).astype(np.float32) for _ in range(9)]


def _noisy(image, index):
    """Nine fields, shifted differently each time: noise is slow to draw."""
    field = np.roll(_noise_fields()[index % 9], (37 * index % HEIGHT, 91 * index % WIDTH), axis=(0, 1))
    return np.clip(image + field, 0, 255).astype(np.uint8)
