"""Where every point of a face lies on the flat 256x256 picture that the make-up network sees.

A face is cut along nothing and laid flat: the canonical face unrolled from a cylinder, its eyes and mouth enlarged,
because make-up is there. Its lips are parted, so that teeth have a place of their own. Each pixel of the flat
picture means the same place on every face, so masks of lips, eyes and skin are constants.
"""

from functools import lru_cache

import cv2
import numpy as np

from .face_geometry import LIPS_INNER, LIPS_OUTER, OVAL, canonical_face, triangles

SIZE = 256
MARGIN = 6  # pixels between the face's outline and the picture's border
AXIS = -7.0  # z of the cylinder's axis, in centimetres
# (right and left) middles of what is enlarged, by how much, and how far it reaches in centimetres
ENLARGED = (((33, 133), 0.5, 2.2), ((362, 263), 0.5, 2.2), ((61, 291), 0.6, 2.4))

EYES = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
# Round the eye sockets, brows included: the upper edge of the brow, then under the lower lid
SOCKETS = (
    (70, 63, 105, 66, 107, 193, 244, 233, 232, 231, 230, 229, 228, 31, 35, 156),
    (300, 293, 334, 296, 336, 417, 464, 453, 452, 451, 450, 449, 448, 261, 265, 383),
)


@lru_cache
def layout() -> np.ndarray:
    """float32 (468, 2): x and y of the mesh's points in the flat picture's pixels."""
    vertices = canonical_face()[0]
    flat = np.stack([np.arctan2(vertices[:, 0], vertices[:, 2] - AXIS) * (vertices[:, 2].max() - AXIS), -vertices[:, 1]], axis=1)
    moved = flat.copy()
    for ends, share, reach in ENLARGED:
        offset = flat - flat[list(ends)].mean(axis=0)
        moved += offset * share * np.exp(-(offset**2).sum(axis=1, keepdims=True) / (2 * reach**2))
    low, high = moved.min(axis=0), moved.max(axis=0)
    scale = (SIZE - 1 - 2 * MARGIN) / (high - low)  # each direction by itself: pixels need not be square
    return ((moved - low) * scale + MARGIN).astype(np.float32)


@lru_cache
def barycentric() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each pixel of the flat picture: the vertices of its triangle, int32 (256, 256, 3), their weights, float32
    (256, 256, 3), and whether it lies on the face at all, bool (256, 256)."""
    owner = np.full((SIZE, SIZE), -1, np.int32)
    points, faces = layout(), triangles().astype(np.int32)
    for index, face in enumerate(faces):
        cv2.fillConvexPoly(owner, np.round(points[face] * 16).astype(np.int32), index, shift=4)
    covered = owner >= 0
    corners = points[faces]
    matrices = np.concatenate([corners.transpose(0, 2, 1), np.ones((len(faces), 1, 3))], axis=1)
    inverses = np.linalg.inv(matrices)
    grid = np.stack([*np.meshgrid(np.arange(SIZE), np.arange(SIZE)), np.ones((SIZE, SIZE))], axis=-1)
    owner = np.maximum(owner, 0)
    weights = np.einsum("yxij,yxj->yxi", inverses[owner], grid)
    weights = np.clip(weights, 0, 1)
    return faces[owner], (weights / weights.sum(axis=2, keepdims=True)).astype(np.float32), covered


@lru_cache
def part_masks() -> dict[str, np.ndarray]:
    """float32 (256, 256), 0..1, with soft edges, for "lips", "eyes" and "skin"; their sum is at most 1.

    The whites of the eyes, the teeth and a rim along the face's outline belong to none of them.
    """
    mouth = np.maximum(_soft(LIPS_OUTER, 2, 9) - _soft(LIPS_INNER, 0, 3), 0)
    balls = np.maximum(*(_soft(eye, -1, 3) for eye in EYES))
    sockets = np.maximum(*(_soft(socket, 9, 13) for socket in SOCKETS))
    rim = _soft(OVAL, -10, 17)
    teeth = _soft(LIPS_INNER, 0, 3)
    eyes = sockets * (1 - balls) * rim
    skin = (1 - sockets) * (1 - mouth) * (1 - teeth) * rim
    return {"lips": mouth, "eyes": eyes, "skin": skin}


def _soft(outline, grow, blur):
    """A filled outline, grown by some pixels (or shrunk), its edge blurred over `blur` pixels."""
    mask = np.zeros((SIZE, SIZE), np.float32)
    cv2.fillPoly(mask, [np.round(layout()[list(outline)] * 16).astype(np.int32)], 1.0, shift=4, lineType=cv2.LINE_AA)
    mask = np.clip(mask, 0, 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * abs(grow) + 1,) * 2)
    mask = cv2.dilate(mask, kernel) if grow > 0 else cv2.erode(mask, kernel) if grow < 0 else mask
    return cv2.GaussianBlur(mask, (blur, blur), 0)
