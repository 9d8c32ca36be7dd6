"""How a head is turned: the canonical face is fitted onto the mesh.

Angles are in degrees, as the viewer of the image sees them: `yaw` is positive when the face turns towards
the image's right, `pitch` when it looks up, `roll` when it is tilted clockwise. 0, 0, 0 looks straight at the camera,
wherever in the image the face is: the angles are taken from the line of sight to the head, not from the camera's axis.
"""

import cv2
import numpy as np

from .face_geometry import canonical_face
from .results import FaceMesh, HeadPose

FLIP = np.array([1.0, -1.0, -1.0])  # canonical axes (y up, z towards the camera) to the camera's (y down, z away)


def estimate(mesh: FaceMesh, image_size: tuple[int, int], focal_length: float | None = None) -> HeadPose:
    """Pose of a face's mesh.

    A rigid fit on the mesh's own depth (Kabsch 1976) starts a perspective-n-point refinement (Levenberg-Marquardt)
    on the points that hardly move with the expression.

    Args:
        mesh: in the image's pixels.
        image_size: (width, height) in pixels; the optical axis goes through its middle.
        focal_length: in pixels; default: the image's longer side, a field of view of 53 degrees.

    Returns:
        The angles and the rotation matrix.
    """
    vertices, basis, weights = canonical_face()
    model = vertices[basis] * FLIP
    width, height = image_size
    focal = float(focal_length or max(width, height))
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1.0]])
    points = mesh.points[basis].astype(np.float64)
    start, scale = _rigid_fit(model, points, weights)
    # Where the canonical head must stand to look as large, in its own centimetres.
    distance = focal / scale
    middle = points[:, :2].mean(axis=0) - start[:2] @ model.mean(axis=0) * scale
    shift = np.array([*((middle - (width / 2, height / 2)) * distance / focal), distance])
    turn, _ = cv2.Rodrigues(start)
    turn, shift = cv2.solvePnPRefineLM(model, points[:, :2].copy(), camera, None, turn, shift[:, None])
    return from_matrix(line_of_sight(shift.ravel()).T @ cv2.Rodrigues(turn)[0])


def line_of_sight(place: np.ndarray) -> np.ndarray:
    """The smallest rotation, (3, 3), that turns the camera's axis towards `place`, (x, y, z)."""
    x, y, z = place / np.linalg.norm(place)
    axis, sine = np.array([-y, x, 0.0]), np.hypot(x, y)
    return cv2.Rodrigues(axis * (np.arctan2(sine, z) / max(sine, 1e-9)))[0]


def from_matrix(rotation: np.ndarray) -> HeadPose:
    """Angles of a (3, 3) rotation in axes x right, y down, z along the line of sight; it is Rz(roll) Ry(-yaw) Rx(-pitch)."""
    yaw = np.arcsin(np.clip(rotation[2, 0], -1, 1))
    pitch = -np.arctan2(rotation[2, 1], rotation[2, 2])
    roll = np.arctan2(rotation[1, 0], rotation[0, 0])
    return HeadPose(*(float(np.degrees(angle)) for angle in (yaw, pitch, roll)), rotation=rotation)


def to_matrix(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """The (3, 3) rotation of three angles in degrees; the inverse of `from_matrix`."""
    axes = (np.array([0, 0, np.radians(roll)]), np.array([0, -np.radians(yaw), 0]), np.array([-np.radians(pitch), 0, 0]))
    about_z, about_y, about_x = (cv2.Rodrigues(axis)[0] for axis in axes)
    return about_z @ about_y @ about_x


def _rigid_fit(model, points, weights):
    """The rotation and the scale that bring `model` closest to `points`, both (n, 3), in weighted least squares."""
    weights = weights[:, None] / weights.sum()
    a, b = model - (weights * model).sum(axis=0), points - (weights * points).sum(axis=0)
    u, _, vt = np.linalg.svd((weights * b).T @ a)
    rotation = u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt
    return rotation, float(np.sqrt((weights * b**2).sum() / (weights * a**2).sum()))
