"""The same person in another picture, made by code: other light, blur, compression, a small turn of the head."""

import cv2
import numpy as np

from ml_models import head_pose, images
from ml_models.results import FaceMesh

TURN, NOD, TILT = 15, 8, 15  # degrees at most, either way
GRID = 33  # cells of the coarse picture on which a turned head's shifts are laid out
REACH = 0.05  # how far a mesh point's shift reaches, in sides of the picture


def light(image: np.ndarray, mesh: FaceMesh, random: np.random.Generator) -> np.ndarray:
    """Darker or lighter, flatter or harder, warmer or colder, and lit from one side."""
    height, width = image.shape[:2]
    tones = (image / 255.0) ** random.uniform(0.65, 1.6)
    angle = random.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    side = 1 + random.uniform(0, 0.6) * (np.cos(angle) * x + np.sin(angle) * y)
    warmth = 1 + random.uniform(-0.12, 0.12) * np.array([1, 0, -1])
    return np.clip(255 * tones * side[..., None] * warmth * random.uniform(0.55, 1.3), 0, 255).astype(np.uint8)


def blur(image: np.ndarray, mesh: FaceMesh, random: np.random.Generator) -> np.ndarray:
    """Out of focus, or taken from so few pixels."""
    width = np.ptp(mesh.points[:, 0])
    if random.random() < 0.5:
        return cv2.GaussianBlur(image, (0, 0), random.uniform(0.006, 0.02) * width)
    share = random.uniform(40, 90) / width  # pixels that are left of the face's width
    small = cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, image.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def jpeg(image: np.ndarray, mesh: FaceMesh, random: np.random.Generator) -> np.ndarray:
    """Noise of a weak sensor, then strong compression."""
    noisy = np.clip(image + random.normal(0, random.uniform(0, 8), image.shape), 0, 255).astype(np.uint8)
    return images.decode(images.encode_jpeg(noisy, int(random.integers(15, 60))))


def turn(image: np.ndarray, mesh: FaceMesh, random: np.random.Generator) -> np.ndarray:
    """The head turned in depth as its mesh tells, tilted, and cut out a little differently."""
    height, width = image.shape[:2]
    matrix = head_pose.to_matrix(random.uniform(-TURN, TURN), random.uniform(-NOD, NOD), 0)
    centre = mesh.points.mean(axis=0)
    moved = (mesh.points - centre) @ matrix.T + centre
    y, x = np.mgrid[0 : height - 1 : GRID * 1j, 0 : width - 1 : GRID * 1j]
    off = np.stack([x, y], axis=-1)[:, :, None] - moved[:, :2]
    weights = np.exp(-(off**2).sum(axis=-1) / (2 * (REACH * width) ** 2))
    shifts = (weights @ (mesh.points - moved)[:, :2]) / (weights.sum(axis=-1, keepdims=True) + 1)
    shifts = cv2.resize(shifts.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    turned = cv2.remap(image, x + shifts[..., 0], y + shifts[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    tilt = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-TILT, TILT), random.uniform(0.7, 1.05))
    tilt[:, 2] += random.uniform(-0.06, 0.06, 2) * (width, height)
    return cv2.warpAffine(turned, tilt, (width, height), borderMode=cv2.BORDER_REPLICATE)


def everything(image: np.ndarray, mesh: FaceMesh, random: np.random.Generator) -> np.ndarray:
    """All of it at once."""
    for change in (turn, light, blur, jpeg):
        image = change(image, mesh, random)
    return image


CHANGES = {"light": light, "blur": blur, "jpeg": jpeg, "turn": turn, "all": everything}
