"""From a photo to the flat face of `makeup_layout`, and the way back for what was changed on it.

Piecewise-affine warping between triangles of the mesh. Only the change goes back to the photo, never its pixels:
hair, background, pores and resolution stay the photo's own.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from .face_geometry import triangles
from .makeup_layout import SIZE, barycentric, layout

SHARPEST = 1.3  # a larger photo is shrunk to this many of its pixels for one of the flat picture's
RASTER = 448  # pixels of the longer side of the grid on which the way back is worked out
RIM = 0.02  # where the face turns away the change fades over this share of the face's width
SEEN = 0.35  # a cheek seen at less than this share of its frontal area is taken from the other side


@dataclass(frozen=True, slots=True, eq=False)
class WayBack:
    """Where the face's pixels lie on the flat picture.

    Attributes:
        left, top, right, bottom: the part of the photo that holds the face, in pixels.
        places: float32 (rows, columns, 2): x and y on the flat picture, for a grid laid over that part.
        visible: float32 (rows, columns), 0..1: 0 off the face, rising softly from its outline.
    """

    left: int
    top: int
    right: int
    bottom: int
    places: np.ndarray
    visible: np.ndarray


def lay_flat(image: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The face as uint8 (256, 256, 3), black off the mesh.

    Args:
        image: uint8 (height, width, 3), RGB.
        points: float (468 or more, 2 or 3): the mesh in the image's pixels.
    """
    places = points[:468, :2].astype(np.float32)
    low = np.maximum(np.floor(places.min(axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(places.max(axis=0)).astype(int) + 3, image.shape[1::-1])
    if (high <= low).any():
        return np.zeros((SIZE, SIZE, 3), np.uint8)
    part = image[low[1] : high[1], low[0] : high[0]]
    shrink = max(1.0, max(part.shape[:2]) / (SIZE * SHARPEST))
    if shrink > 1:  # sampling alone would skip pixels
        part = cv2.resize(part, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    ratio = np.array([part.shape[1], part.shape[0]], np.float32) / (high - low)
    corners, weights, covered = barycentric()
    inner = ((places - low + 0.5) * ratio - 0.5).astype(np.float32)
    where = (inner[corners] * weights[..., None]).sum(axis=2)
    flat = cv2.remap(part, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    flat[~covered] = 0
    return flat


def fill_hidden(flat: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The flat face of a turned head, what the camera did not see filled from the other side of the face."""
    seen = _seen(points)
    mirrored = seen[:, ::-1]
    own = np.where(mirrored > seen, np.clip(seen / SEEN, 0, 1), 1.0)[..., None]
    return np.round(flat * own + flat[:, ::-1] * (1 - own)).astype(np.uint8)


def way_back(shape: tuple[int, ...], points: np.ndarray) -> WayBack | None:
    """The way from a photo of that shape, (height, width, ...), to the flat picture; None where no face lies in it."""
    places = points[:468, :2].astype(np.float32)
    left, top = (int(value) for value in np.maximum(np.floor(places.min(axis=0)), 0))
    right, bottom = (int(value) for value in np.minimum(np.ceil(places.max(axis=0)) + 1, shape[1::-1]))
    if right - left < 2 or bottom - top < 2:
        return None
    scale = min(1.0, RASTER / max(right - left, bottom - top))
    columns, rows = max(2, round((right - left) * scale)), max(2, round((bottom - top) * scale))
    ratio = np.array([columns / (right - left), rows / (bottom - top)])
    on_grid = ((places - (left, top) + 0.5) * ratio - 0.5).astype(np.float32)
    owner = np.full((rows, columns), -1, np.int32)
    corners, areas = on_grid[_faces()], _areas(on_grid)
    depth = points[:468, 2][_faces()].mean(axis=1) if points.shape[1] > 2 else np.zeros(len(corners))
    drawn = np.round(corners * 16).astype(np.int32)
    for index in np.argsort(-depth):  # the nearest last
        if areas[index] > 0:
            cv2.fillConvexPoly(owner, drawn[index], int(index), shift=4)
    covered = (owner >= 0).astype(np.uint8)
    owner = np.maximum(owner, 0)
    matrices = np.concatenate([corners, np.ones((len(corners), 3, 1), np.float32)], axis=2)
    flatness = np.abs(areas) < 1e-3
    matrices[flatness] = np.eye(3)
    takes = np.linalg.solve(matrices.astype(np.float64), layout()[_faces()].astype(np.float64)).astype(np.float32)[owner]
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    where = takes[:, :, 0] * x[..., None] + takes[:, :, 1] * y[..., None] + takes[:, :, 2]
    return WayBack(left, top, right, bottom, where, _soft(covered))


def _soft(covered):
    reach = max(1, round(RIM * covered.shape[1]))
    padded = cv2.copyMakeBorder(covered, 1, 1, 1, 1, cv2.BORDER_REPLICATE)  # a face cut off by the photo has no rim there
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    inside = cv2.erode(padded, kernel, borderType=cv2.BORDER_REPLICATE)[1:-1, 1:-1]
    return cv2.GaussianBlur(inside.astype(np.float32), (2 * reach + 1,) * 2, 0)


def _seen(points):
    """float32 (256, 256): the area at which each triangle is seen, 1 being the face's usual; 0 where it is turned away."""
    shares = _areas(points[:468, :2].astype(np.float32)) / np.abs(_areas(layout()))
    usual = np.median(shares[shares > 0]) if (shares > 0).any() else 1.0
    corners = np.zeros(468, np.float32)
    counts = np.bincount(_faces().ravel(), minlength=468)
    np.add.at(corners, _faces(), np.maximum(shares / usual, 0)[:, None])
    where, weights, _ = barycentric()
    return ((corners / counts)[where] * weights).sum(axis=2)


@lru_cache
def _faces():
    return triangles().astype(np.int32)


def _areas(points):
    """Twice the signed areas of the mesh's triangles; on a face that looks at the camera they are positive."""
    first, second, third = (points[_faces()[:, index]] for index in range(3))
    a, b = second - first, third - first
    return -(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
