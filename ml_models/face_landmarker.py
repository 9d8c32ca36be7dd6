"""468 points on a detected face: MediaPipe's face mesh (Kartynnik et al. 2019, arXiv:1907.06724) on LiteRT."""

import numpy as np

from . import face_patch, presets, runtime, stages
from .results import Face, FaceMesh

PRESET = "face-mesh"
MARGIN = 1.5  # side of the square that the network sees, in sides of the detector's box
RIGHT_EYE, LEFT_EYE = 33, 263  # outer corners, the person's own right and left
HEIGHTS = 1.5  # the same in heights of the mesh, as it turns out where the box fits
# A face that turns out to lie further off than this is looked at again, level and at the right distance,
LEVEL, FITTING = np.radians(8), 0.15
LOOKS = 6  # this often at most: seen from the side, a face comes level by a dozen degrees a look


def detect_landmarks(image: np.ndarray, face: Face) -> FaceMesh:
    """Lay the mesh on one detected face, however it is tilted, as long as the detector's points are right.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: what the detector found in it.

    Returns:
        The mesh in the image's pixels. Its `presence` tells whether there is a face at all.
    """
    box = face.box
    side = MARGIN * max(box.width, box.height)
    (right_x, right_y), (left_x, left_y) = face.keypoints[:2]
    angle = np.arctan2(left_y - right_y, left_x - right_x)
    return look_again(image, look(image, (box.x + box.width / 2, box.y + box.height / 2), side, angle), side)


def look_again(image: np.ndarray, mesh: FaceMesh, side: float) -> FaceMesh:
    """The mesh that lies level and fills its square as it should: the given one, or a better one after a few more looks.

    Args:
        image: uint8 (height, width, 3), RGB.
        mesh: what was seen in a square of `side` pixels.
    """
    for _again in range(LOOKS - 1):
        off = _tilt(mesh)
        if abs(off) <= LEVEL and abs(side / height(mesh) - HEIGHTS) <= FITTING:
            break
        middle, side, angle = region(mesh)
        better = look(image, middle, side, angle)
        if better.presence < mesh.presence:
            break
        mesh = better
    return mesh


def region(mesh: FaceMesh) -> tuple[np.ndarray, float, float]:
    """The square in which the network sees a face best: its middle, its side in pixels, its turn clockwise in radians."""
    middle = (mesh.points[:, :2].min(axis=0) + mesh.points[:, :2].max(axis=0)) / 2
    return middle, HEIGHTS * height(mesh), turn(mesh)


def turn(mesh: FaceMesh) -> float:
    """By how much the face is turned clockwise, in radians."""
    return mesh.angle + _tilt(mesh)


def height(mesh: FaceMesh) -> float:
    """From forehead to chin along the face's own upright, in pixels."""
    angle = turn(mesh)
    return float(np.ptp(mesh.points[:, :2] @ (-np.sin(angle), np.cos(angle))))


def _tilt(mesh):
    """By how much the eyes lie off the level at which the face was looked at, in radians, clockwise."""
    x, y = (mesh.points[LEFT_EYE] - mesh.points[RIGHT_EYE])[:2]
    return (np.arctan2(y, x) - mesh.angle + np.pi) % (2 * np.pi) - np.pi


@stages.timed("mesh")
def look(image: np.ndarray, centre, side: float, angle: float) -> FaceMesh:
    """The mesh of what lies in the square of `side` pixels around `centre`, turned clockwise by `angle` radians: one run of the network."""
    preset = presets.load(PRESET)
    size = preset.input_size
    pixels, back = face_patch.cut(image, centre, side, angle, size)
    network = runtime.interpreter(preset.path, runtime.spare_cores())
    network.set_tensor(network.get_input_details()[0]["index"], (pixels.astype(np.float32) / preset.std)[None])
    network.invoke()
    points, logit = (network.get_tensor(detail["index"]).ravel() for detail in network.get_output_details())
    points = points.reshape(468, 3)
    placed = np.empty((468, 3), np.float32)
    placed[:, :2] = face_patch.place(points[:, :2], back)
    placed[:, 2] = points[:, 2] * (side / size)
    return FaceMesh(placed, presence=float(1 / (1 + np.exp(-np.clip(float(logit[0]), -80, 30)))), angle=float(angle))
