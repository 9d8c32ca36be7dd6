"""What can be told about a face: how far apart the eyes are, whether the mouth and each eye are open."""

import numpy as np

from . import eye_landmarker
from .face_geometry import EYES, LIPS
from .results import FaceAttributes, FaceMesh

MOUTH_OPEN = 0.12  # gap between the lips, in widths of the inner mouth
EYE_CLOSED = 0.2  # eye aspect ratio (Soukupova and Cech 2016)


def describe(image: np.ndarray, mesh: FaceMesh) -> FaceAttributes:
    """Distances, in the image's pixels, and openings of one face.

    Args:
        image: uint8 (height, width, 3), RGB.
        mesh: of a face in it.
    """
    right, left = (eye_landmarker.openness(eye_landmarker.detect_contour(image, mesh, side)) for side in ("right", "left"))
    centres = [mesh.points[list(EYES[side]), :2].mean(axis=0) for side in ("right", "left")]
    mouth = mouth_ratio(mesh.points)
    return FaceAttributes(
        eye_distance=float(np.linalg.norm(centres[0] - centres[1])),
        mouth_ratio=mouth,
        mouth_open=mouth > MOUTH_OPEN,
        right_eye_ratio=right,
        right_eye_closed=right < EYE_CLOSED,
        left_eye_ratio=left,
        left_eye_closed=left < EYE_CLOSED,
    )


def mouth_ratio(points: np.ndarray) -> float:
    """The mean of the gap between the lips at three places over the inner mouth's width, for a mesh of (468, 3).

    In three dimensions, so that turning the head does not change it.
    """
    right, left, gaps = LIPS
    gap = np.mean([np.linalg.norm(points[upper] - points[lower]) for upper, lower in gaps])
    return float(gap / np.linalg.norm(points[right] - points[left]))
