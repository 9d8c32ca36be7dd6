"""Random make-up painted on flat faces: the same on two people gives a pair of which the truth is known.

The formulas are those of `effects.layers`: a tint moves CIELAB's a and b to the colour's, and the lightness by the
difference between the colour's and the region's own, so that the skin's shading stays; paint covers.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from . import strokes


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One kind of make-up in one colour.

    `rows`, `columns`: the part of the flat face that `mask` covers. `color`: float32 (3,), Lab for a tint, RGB 0..1 for
    paint; None tints towards the skin's own colour moved by `shift` in Lab.
    """

    kind: str
    rows: slice
    columns: slice
    mask: np.ndarray
    color: np.ndarray | None
    opacity: float
    lightness: float = 1.0
    contrast: float = 1.0
    gloss: float = 0.0
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)


# kind, mask, how often, range of opacity, range of lightness
KINDS = {
    "skin": ("tint", strokes.skin, 0.35, (0.15, 0.6), (1.0, 1.0)),
    "hollows": ("tint", strokes.hollows, 0.2, (0.2, 0.5), (1.0, 1.0)),
    "blush": ("tint", strokes.blush, 0.65, (0.1, 0.6), (0.1, 0.6)),
    "shadow": ("tint", strokes.shadow, 0.75, (0.2, 0.9), (0.3, 1.0)),
    "second shadow": ("tint", strokes.shadow, 0.3, (0.2, 0.8), (0.3, 1.0)),
    "brows": ("tint", strokes.brows, 0.3, (0.2, 0.7), (0.3, 0.8)),
    "lips": ("tint", strokes.lips, 0.85, (0.3, 1.0), (0.4, 1.0)),
    "lower liner": ("paint", strokes.lower_liner, 0.3, (0.3, 0.8), (1.0, 1.0)),
    "liner": ("paint", strokes.liner, 0.6, (0.5, 1.0), (1.0, 1.0)),
    "lashes": ("paint", strokes.lashes, 0.4, (0.4, 0.9), (1.0, 1.0)),
}


def random_makeup(random: np.random.Generator) -> list[Stroke]:
    """A random set of strokes in drawing order, tints before paint."""
    made = []
    for name, (kind, shape, share, opacities, lightnesses) in KINDS.items():
        if random.random() >= share:
            continue
        mask = shape(random)
        rows, columns = (np.flatnonzero(mask.max(axis=axis) > 0.004) for axis in (1, 0))
        part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        shift = (0.0, 0.0, 0.0)
        color = None
        if name == "skin":
            shift = tuple(random.normal(0, (4, 2.5, 3)))
        elif name == "hollows":
            shift = (random.uniform(-12, -4), random.uniform(-1, 3), random.uniform(-1, 4))
        else:
            color = random_color(name, random)
        lips = name == "lips"
        made.append(
            Stroke(
                kind,
                *part,
                mask[part],
                color if kind == "paint" or color is None else _to_lab(color),
                random.uniform(*opacities),
                random.uniform(*lightnesses),
                random.uniform(0.7, 1.15) if lips else 1.0,
                random.choice([0.0, random.uniform(0, 0.8)]) if lips else 0.0,
                shift,
            )
        )
    return made


def paint(flat: np.ndarray, makeup: list[Stroke]) -> np.ndarray:
    """The flat face, uint8 (256, 256, 3), with the strokes on it."""
    lab = cv2.cvtColor(flat.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    for stroke in makeup:
        if stroke.kind == "tint":
            _tint(lab[stroke.rows, stroke.columns], stroke)
    result = np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1)
    for stroke in makeup:
        if stroke.kind == "paint":
            part = result[stroke.rows, stroke.columns]
            part += (stroke.opacity * stroke.mask)[..., None] * (stroke.color - part)
    return np.round(result * 255).astype(np.uint8)


def _tint(part, stroke):
    reference = np.array(cv2.mean(part, (stroke.mask > 0.5).astype(np.uint8))[:3], np.float32)
    color = reference + np.array(stroke.shift, np.float32) if stroke.color is None else stroke.color
    weight = stroke.opacity * stroke.mask
    level = reference[0] + stroke.lightness * (color[0] - reference[0])
    scale = stroke.contrast * np.clip((level + 16) / (reference[0] + 16), 0.4, 1.6)
    above = part[..., 0] - reference[0]
    part[..., 0] += weight * (level + above * scale + stroke.gloss * np.maximum(0, above - 2) - part[..., 0])
    part[..., 1:] += weight[..., None] * (color[1:] - part[..., 1:])


def random_color(name, random):
    """RGB 0..1: mostly what is worn, sometimes anything."""
    if random.random() < 0.12:
        hue, saturation, value = random.uniform(0, 360), random.uniform(0.2, 1), random.uniform(0.15, 0.95)
    elif name == "lips":
        hue, saturation, value = random.normal(352, 14), random.uniform(0.3, 0.95), random.uniform(0.3, 0.9)
    elif name == "blush":
        hue, saturation, value = random.normal(358, 12), random.uniform(0.35, 0.75), random.uniform(0.6, 0.95)
    elif name == "brows":
        hue, saturation, value = random.normal(25, 8), random.uniform(0.2, 0.6), random.uniform(0.08, 0.4)
    elif "shadow" in name:
        hue = random.choice([random.normal(20, 15), random.normal(330, 25), random.uniform(0, 360)], p=[0.5, 0.25, 0.25])
        saturation, value = random.uniform(0.1, 0.75), random.uniform(0.1, 0.9)
    else:
        hue, saturation, value = random.uniform(0, 360), random.uniform(0, 0.35), random.uniform(0.0, 0.25)
    pixel = np.array([[[hue % 360, np.clip(saturation, 0, 1), value]]], np.float32)
    return cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0]


def _to_lab(color):
    return cv2.cvtColor(color[None, None], cv2.COLOR_RGB2LAB)[0, 0]
