"""The canonical face that goes with the 468-point mesh, and which of its points have names.

`weights/canonical_face.npz` is the mesh of MediaPipe's face geometry module (Apache-2.0; npm package
@mediapipe/face_mesh 0.4.1657299874, geometry_pipeline_metadata_landmarks): a face of average size that looks straight ahead.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np

STORED = Path(__file__).parent / "weights" / "canonical_face.npz"

# Outlines along the mesh's points
LIPS_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
LIPS_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)

# Curves of the mesh on which the 68 points of iBUG 300-W (Sagonas et al. 2013) lie, from the image's left to its right.
JAW = (127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 356)
BROWS = (((70, 63, 105, 66, 107), (46, 53, 52, 65, 55)), ((336, 296, 334, 293, 300), (285, 295, 282, 283, 276)))  # upper, lower edges
NOSE_BRIDGE = (168, 6, 197, 195, 5, 4)
# The others are vertices of the mesh.
NOSTRILS = (75, 97, 2, 326, 305)
EYES = {"right": (33, 160, 158, 133, 153, 144), "left": (362, 385, 387, 263, 373, 380)}  # corner, two upper, corner, two lower
MOUTH = (61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87)  # outer, then inner lips

# The six points that the old service named; right and left are the person's own.
NAMED = {
    "chin": 152,
    "nose_tip": 4,
    "right_eye_corner": 33,
    "left_eye_corner": 263,
    "right_mouth_corner": 61,
    "left_mouth_corner": 291,
}

LIPS = (78, 308, ((82, 87), (13, 14), (312, 317)))  # inner corners; upper and lower points that meet when it closes


def triangles() -> np.ndarray:
    """Vertices of the mesh's triangles, uint16 (898, 3)."""
    with np.load(STORED) as stored:
        return stored["triangles"]


@lru_cache
def canonical_face() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vertices, float64 (468, 3): centimetres, x to the image's right, y up, z towards the camera.

    Then the indices and the weights of the points that hardly move with the expression, (33,) each.
    """
    with np.load(STORED) as stored:
        return stored["vertices"].astype(np.float64), stored["basis"].astype(int), stored["weights"].astype(np.float64)


@lru_cache
def mesh_to_68() -> np.ndarray:
    """float32 (68, 468): its product with a mesh's points are the 68 points in the iBUG order."""
    rows = _along(JAW, 17)
    for (upper, lower), (first, last) in zip(BROWS, ((0.05, 1.0), (0.0, 0.95)), strict=True):
        rows += [(above + below) / 2 for above, below in zip(_along(upper, 5, first, last), _along(lower, 5, first, last), strict=True)]
    rows += _along(NOSE_BRIDGE, 4, 0.1, 0.95)
    rows += [_unit(index) for index in (*NOSTRILS, *EYES["right"], *EYES["left"], *MOUTH)]
    return np.array(rows, np.float32)


def _unit(index):
    return np.eye(1, 468, index)[0]


def _along(path, count, first=0.0, last=1.0):
    """Weights of `count` points evenly spaced from `first` to `last` (shares of the length) of a path on the canonical face."""
    vertices = canonical_face()[0][list(path)]
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(vertices, axis=0), axis=1))])
    rows = []
    for length in np.linspace(first, last, count) * lengths[-1]:
        step = min(int(np.searchsorted(lengths, length, side="right")) - 1, len(path) - 2)
        share = (length - lengths[step]) / (lengths[step + 1] - lengths[step])
        rows.append((1 - share) * _unit(path[step]) + share * _unit(path[step + 1]))
    return rows
