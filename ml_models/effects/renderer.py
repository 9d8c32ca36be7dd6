"""Draws layers on faces with OpenCV, each layer in windows just around its shapes."""

import numpy as np

from .. import stages
from . import blends, masks, plan
from .layers import Layer
from .light import light_on

HALVED = {"tint": 3.0, "smooth": 1.5}  # outlines at least this wide, in pixels, are drawn at half the size
MIN_FACE_WIDTH = 8.0  # pixels; nothing is drawn on smaller faces


@stages.timed("effects")
def render(image: np.ndarray, points: list[np.ndarray], layers: tuple[Layer, ...]) -> np.ndarray:
    """Draw on every face.

    Args:
        image: uint8 (height, width, 3), RGB. It is not changed.
        points: of each face, (468 or 478, 2 or 3), x and y in the image's pixels; without the last ten, the irises,
            layers that need them are left out.
        layers: from `compile`.

    Returns:
        A new image. Pixels outside the masks have the bits that they had.

    Raises:
        KeyError: a layer names a shape that is not there.
        ValueError: other than 468 or 478 points, or a sum of shapes that do not match.
    """
    result = image.copy()
    planned = plan.make(tuple(layers))
    for face in points:
        if len(face) not in (468, plan.POINTS):
            raise ValueError(f"A face has 468 or 478 points, got {len(face)}")
        face = np.asarray(face, np.float32)
        width = masks.face_width(face)
        if not np.isfinite(face[:, :2]).all() or width < MIN_FACE_WIDTH:
            continue
        placed = planned.place(face)
        dim = light_on(image, face)
        for layer, parts, iris in zip(layers, planned.parts, planned.irises, strict=True):
            if len(face) == plan.POINTS or not iris:
                _draw(result, layer, [masks.Polygons(placed[part.index], part.starts, part.groups) for part in parts], width, dim)
    return result


def _draw(result, layer, parts, face_width, dim):
    add, subtract, clip = parts
    if layer.cull:
        add = add.facing()
    margin = layer.width * face_width if layer.kind == "lines" else masks.REACH * masks.sigma(layer.feather, face_width)
    whole = masks.Window(0, 0, *result.shape[1::-1])
    is_soft = _is_soft(layer, subtract, clip, face_width)
    found = []
    for window in masks.windows(add, margin, whole):
        mask = _mask(layer, add, subtract, clip, window, face_width, is_soft)
        found.append((result[window.slices_in(whole)], mask))
    if found:
        blends.KINDS[layer.kind](layer, found, face_width, dim)


def _is_soft(layer, subtract, clip, face_width):
    """Whether a mask of half the size is as good: its outlines are wide."""
    edges = [layer.feather, *([layer.edge] if subtract.groups or clip.groups else [])]
    return layer.kind in HALVED and min(edges) * face_width >= HALVED[layer.kind]


def _mask(layer, add, subtract, clip, window, face_width, is_soft):
    if layer.kind == "lines":
        return masks.outlines(add, window, layer.width * face_width)
    size = tuple((side + 1) // 2 for side in window.size) if is_soft else window.size
    mask = masks.soft(add, window, masks.sigma(layer.feather, face_width), size)
    edge = masks.sigma(layer.edge, face_width)
    if clip.groups:
        mask = masks.multiply(mask, masks.inside(masks.soft(clip, window, edge, size)))
    if is_soft and subtract.groups:
        return masks.multiply(mask, masks.outside(masks.soft(subtract, window, edge, size)))
    for hole in masks.windows(subtract, masks.REACH * edge, window):
        part = mask[hole.slices_in(window)]
        part[:] = masks.multiply(part, masks.outside(masks.soft(subtract, hole, edge)))
    return mask
