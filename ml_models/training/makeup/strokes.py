"""Where make-up lies on the flat face: soft masks of random shape for every kind of it, and what colours it comes in.

All of them float32 (256, 256), 0..1. The flat face has its points in the same places on everybody, so a mask fits all.
"""

from functools import lru_cache

import cv2
import numpy as np

from ...face_geometry import LIPS_INNER, LIPS_OUTER, OVAL
from ...makeup_layout import EYES, SIZE, layout

UPPER_LIDS = ((33, 246, 161, 160, 159, 158, 157, 173, 133), (263, 466, 388, 387, 386, 385, 384, 398, 362))  # outer to inner
LOWER_LIDS = ((33, 7, 163, 144, 145, 153, 154, 155, 133), (263, 249, 390, 373, 374, 380, 381, 382, 362))
BROW_EDGES = ((46, 53, 52, 65, 55), (276, 283, 282, 295, 285))  # lower edges, outer to inner
BROWS = ((70, 63, 105, 66, 107, 55, 65, 52, 53, 46), (300, 293, 334, 296, 336, 285, 295, 282, 283, 276))
CHEEKS = ((205, 50, 117), (425, 280, 346))  # low and inner, middle, high


def lips(random: np.random.Generator) -> np.ndarray:
    grow = random.uniform(0.97, 1.05)
    return np.clip(filled(_scaled(LIPS_OUTER, grow), random.uniform(1, 3.5)) - filled(_points(LIPS_INNER), 1.0), 0, 1)


def skin(random: np.random.Generator) -> np.ndarray:
    mask = filled(_scaled(OVAL, random.uniform(0.88, 0.98)), random.uniform(4, 14))
    for hole in (LIPS_OUTER, *EYES):
        mask = mask * (1 - filled(_points(hole), 1.0))
    return mask


def shadow(random: np.random.Generator) -> np.ndarray:
    """On the upper lids, up to some height between lid and brow; sometimes the outer half more, sometimes under the eye too."""
    height, reach, fade = random.uniform(0.25, 0.95), random.uniform(0, 16), random.uniform(2, 9)
    outer, below = random.random() < 0.4, random.random() < 0.3
    mask = np.zeros((SIZE, SIZE), np.float32)
    for side, (lid, brow) in enumerate(zip(UPPER_LIDS, BROW_EDGES, strict=True)):
        low = _points(lid)
        high = _along(_points(brow), len(lid))
        away = np.array([(-1, 1)[side] * reach, -0.4 * reach]) * np.linspace(1, 0, len(lid))[:, None] ** 2
        outline = np.concatenate([low, (low + height * (high - low) + away)[::-1]])
        part = filled(outline, fade)
        if outer:
            x = np.arange(SIZE, dtype=np.float32)
            ramp = np.clip((x - low[0, 0]) / (low[-1, 0] - low[0, 0]), 0, 1)
            part = part * (1 - 0.8 * ramp)
        if below:
            part = np.maximum(part, 0.8 * drawn(_points(LOWER_LIDS[side], down=2), np.full(9, 5.0), 2.5))
        mask = np.maximum(mask, part)
    return mask * _off_eyes()


def liner(random: np.random.Generator) -> np.ndarray:
    thick, wing, rise, soft = random.uniform(1.2, 5), random.uniform(-4, 16), random.uniform(0.1, 0.8), random.uniform(0.6, 1.5)
    start = random.integers(0, 4)  # how far from the inner corner it stops
    mask = np.zeros((SIZE, SIZE), np.float32)
    for side, lid in enumerate(UPPER_LIDS):
        line = _points(lid[: len(lid) - start], down=-0.3 * thick)
        widths = thick * np.linspace(1, 0.35, len(line))
        if wing > 0:
            tip = line[0] + np.array([(-1, 1)[side] * wing, -rise * wing])
            line, widths = np.concatenate([[tip, (tip + line[0]) / 2], line]), np.concatenate([[0.8, thick * 0.6], widths])
        mask = np.maximum(mask, drawn(line, widths, soft))
    return mask * _off_eyes(0.6)


def lower_liner(random: np.random.Generator) -> np.ndarray:
    thick, soft, start = random.uniform(1, 3), random.uniform(0.8, 2.5), random.integers(1, 6)
    lines = [_points(lid[: len(lid) - start], down=1) for lid in LOWER_LIDS]
    return np.maximum(*(drawn(line, thick * np.linspace(1, 0.5, len(line)), soft) for line in lines))


def lashes(random: np.random.Generator) -> np.ndarray:
    length, count, soft = random.uniform(4, 11), int(random.integers(10, 20)), random.uniform(0.5, 0.9)
    mask = np.zeros((SIZE, SIZE), np.float32)
    for side, lid in enumerate(UPPER_LIDS):
        for share, root in zip(np.linspace(0, 1, count), _along(_points(lid), count), strict=True):
            lean = (-1, 1)[side] * (0.9 - 1.1 * share)
            tip = root + length * (1 - 0.5 * share) * np.array([lean, -1 + 0.3 * abs(lean)])
            mask = np.maximum(mask, drawn(np.array([root, tip]), np.array([1.2, 0.8]), soft))
    return mask


def blush(random: np.random.Generator) -> np.ndarray:
    place, wide, tall, turn = random.uniform(0, 1), random.uniform(14, 34), random.uniform(9, 22), random.uniform(-10, 45)
    mask = np.zeros((SIZE, SIZE), np.float32)
    for side, cheek in enumerate(CHEEKS):
        low, middle, high = _points(cheek)
        centre = (low + place * (high - low) + middle) / 2
        angle = turn if side == 0 else 180 - turn
        cv2.ellipse(mask, tuple(np.round(centre).astype(int).tolist()), (int(wide), int(tall)), angle, 0, 360, 1.0, -1)
    return cv2.GaussianBlur(mask, (0, 0), random.uniform(6, 13)) * _off_eyes()


def hollows(random: np.random.Generator) -> np.ndarray:
    """Contour: under the cheekbones."""
    shift = random.uniform(-6, 10)
    lines = [_points(points, down=shift) for points in ((177, 147, 187), (401, 376, 411))]
    width = random.uniform(8, 16)
    return np.maximum(*(drawn(line, np.array([width, width, width / 2]), random.uniform(5, 9)) for line in lines))


def brows(random: np.random.Generator) -> np.ndarray:
    return np.maximum(*(filled(_points(brow), random.uniform(1.2, 3)) for brow in BROWS))


@lru_cache
def usual_shapes() -> dict[str, np.ndarray]:
    """Means of many random masks, so that no other fixed shape fits them better."""
    random = np.random.default_rng(0)
    kinds = {"lips": lips, "lids": shadow, "cheeks": blush}
    means = {name: np.mean([shape(random) for _ in range(24)], axis=0) for name, shape in kinds.items()}
    return {name: (mask / mask.max()).astype(np.float32) for name, mask in means.items()}


def filled(outline: np.ndarray, soft: float) -> np.ndarray:
    """An outline, (n, 2), filled, under a Gaussian of that deviation in pixels."""
    mask = np.zeros((SIZE, SIZE), np.float32)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1.0, shift=4)
    return cv2.GaussianBlur(mask, (0, 0), soft)


def drawn(line: np.ndarray, widths: np.ndarray, soft: float) -> np.ndarray:
    """A line, (n, 2), as wide at each point as told."""
    mask = np.zeros((SIZE, SIZE), np.float32)
    way = np.gradient(line, axis=0)
    normal = np.stack([-way[:, 1], way[:, 0]], axis=1) / (np.linalg.norm(way, axis=1, keepdims=True) + 1e-6)
    half = normal * widths[:, None] / 2
    outline = np.concatenate([line + half, (line - half)[::-1]])
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1.0, shift=4)
    return cv2.GaussianBlur(mask, (0, 0), soft)


def _points(indices, right=0.0, down=0.0):
    return layout()[list(indices)].astype(np.float64) + np.array([right, down])


def _scaled(indices, factor):
    points = _points(indices)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return middle + factor * (points - middle)


def _along(line, count):
    places = np.linspace(0, len(line) - 1, count)
    return np.stack([np.interp(places, np.arange(len(line)), line[:, axis]) for axis in (0, 1)], axis=1)


def _off_eyes(soft=1.0):
    return 1 - np.maximum(*(filled(_points(eye), soft) for eye in EYES))
