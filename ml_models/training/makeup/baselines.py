"""What a trained network has to beat: the rule-based renderer told the reference's mean colours, and histogram matching."""

import numpy as np
from skimage.color import lab2rgb, rgb2lab

from ...makeup_layout import SIZE, part_masks
from .losses import regions
from .painting import Stroke, paint
from .parts import areas
from .strokes import usual_shapes

# Of its strokes: those of nine combinations that came closest on people that were trained on.
OPACITIES = {"lips": 1.0, "lids": 0.4, "cheeks": 0.2}


def mean_colours(source: np.ndarray, reference: np.ndarray, opacities: dict[str, float] = OPACITIES) -> np.ndarray:
    """Lipstick, eye shadow and blush of fixed, usual shape on a flat source, in the flat reference's mean colours, uint8."""
    lab = rgb2lab(reference).astype(np.float32)
    whole = slice(0, SIZE)
    strokes = []
    for name, mask in usual_shapes().items():
        color = lab[mask > 0.5].mean(axis=0)
        strokes.append(Stroke("tint", whole, whole, mask, color, opacities[name]))
    return paint(source, strokes)


def match_histograms(source: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Each channel of Lab matched within lips, eyes and skin by itself, blended with their soft masks, uint8."""
    own, other = (rgb2lab(picture).astype(np.float32) for picture in (source, reference))
    result = own.copy()
    for mask in part_masks().values():
        where = mask > 0.02
        moved = own.copy()
        for channel in range(3):
            moved[where, channel] = matched(own[where, channel], other[where, channel])
        result += mask[..., None] * (moved - own)
    return np.round(np.clip(lab2rgb(result), 0, 1) * 255).astype(np.uint8)


def matched(values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The values moved, in their order, to the distribution of `wanted`; both (n,)."""
    ranks = np.argsort(np.argsort(values)) / max(1, len(values) - 1)
    return np.interp(ranks, np.linspace(0, 1, len(wanted)), np.sort(wanted))


def lip_and_lid_distance(result: np.ndarray, reference: np.ndarray) -> dict[str, float]:
    """Between the colours' distributions in Lab (mean of the channels' 1-D Wasserstein distances), by region, of flat faces;
    "... on its face": each counted from its own face's mean colour."""
    face = areas()[3] > 0
    one, other = (rgb2lab(picture).reshape(-1, 3) for picture in (result, reference))
    found = {}
    for name, where in regions().items():
        mine, wanted = (np.sort(lab[where], axis=0) for lab in (one, other))
        found[name] = float(np.abs(mine - wanted).mean())
        found[f"{name} on its face"] = float(np.abs(mine - one[face].mean(axis=0) - wanted + other[face].mean(axis=0)).mean())
    return found
