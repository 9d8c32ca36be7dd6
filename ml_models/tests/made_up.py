"""What the tests of the effects share: faces with their meshes, regions of faces, and skin of other tones."""

from functools import cache

import cv2
import numpy as np

from evaranks.sample_pictures import picture_path
from ml_models import effects, eye_landmarker, face_detector, face_landmarker, images
from ml_models.effects.face_shapes import LIPS_INNER, LIPS_OUTER
from ml_models.face_geometry import canonical_face

EYE = {"right": (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)}
EYE["left"] = (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249)
LOWER_LIP = (146, 91, 181, 84, 17, 314, 405, 321, 375, 95, 88, 178, 87, 14, 317, 402, 318, 324)


@cache
def face(name: str = "grace_hopper") -> tuple[np.ndarray, np.ndarray]:
    """A picture, not to be written to, and the 478 points of the face in it."""
    image = images.decode(picture_path(name).read_bytes())
    mesh = face_landmarker.detect_landmarks(image, max(face_detector.detect(image), key=lambda found: found.box.width))
    irises = [eye_landmarker.detect_iris(image, mesh, side) for side in ("right", "left")]
    image.setflags(write=False)
    return image, np.concatenate([mesh.points[:, :2], *irises])


def darker(image: np.ndarray) -> np.ndarray:
    """The same in another skin, about as dark as the darkest of Fitzpatrick's types: less light comes back, least of the blue."""
    linear = (image / 255.0) ** 2.2 * (0.24, 0.17, 0.13)
    return np.round(255 * linear ** (1 / 2.2)).astype(np.uint8)


def draw(image: np.ndarray, points: np.ndarray, name: str, **parameters) -> np.ndarray:
    layers = effects.compile(effects.parse([{"name": name, **parameters}]))
    return effects.render(image, [points], layers)


def width_of(points: np.ndarray) -> float:
    return float(np.linalg.norm(points[234] - points[454]))


def hull(points: np.ndarray, indices, image: np.ndarray, grow: float = 0.0) -> np.ndarray:
    """Bool (height, width): the convex hull of some points, grown by a share of the face's width."""
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.rint(points[list(indices)]).astype(np.int32)), 255)
    reach = round(abs(grow) * width_of(points))
    if reach:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        mask = cv2.dilate(mask, disc) if grow > 0 else cv2.erode(mask, disc)
    return mask > 0


def inner_mouth(points: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Bool (height, width): the opening between the lips, its outermost pixels left out."""
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint(points[list(LIPS_INNER)]).astype(np.int32)], 255)
    return cv2.erode(mask, np.ones((3, 3), np.uint8)) > 0


def lips(points: np.ndarray, image: np.ndarray, inset: float = 0.0) -> np.ndarray:
    """Bool (height, width): between the mesh's outlines of the lips, a pixel and `inset` face widths away from both."""
    outer, inner = np.zeros((2, *image.shape[:2]), np.uint8)
    cv2.fillPoly(outer, [np.rint(points[list(LIPS_OUTER)]).astype(np.int32)], 255)
    cv2.fillPoly(inner, [np.rint(points[list(LIPS_INNER)]).astype(np.int32)], 255)
    kernel = np.ones((2 * round(inset * width_of(points)) + 3,) * 2, np.uint8)
    return (cv2.erode(outer, kernel) > 0) & (cv2.dilate(inner, kernel) == 0)


def turned(yaw: float, size: int = 480) -> np.ndarray:
    """The 468 points of the canonical face, turned by degrees towards the image's right, in the middle of a picture."""
    angle = np.radians(yaw)
    x, y, z = canonical_face()[0].T
    scale = size / 30
    return np.stack([size / 2 + scale * (x * np.cos(angle) + z * np.sin(angle)), size / 2 - scale * y], axis=1).astype(np.float32)


def opened(points: np.ndarray, by: float = 0.2) -> np.ndarray:
    """The mouth opened by a share of the face's width."""
    result = points.copy()
    down = points[152] - points[10]
    result[list(LOWER_LIP)] += by * width_of(points) * down / np.linalg.norm(down)
    return result
