"""Random views of a cut-out: part crops, turns, light, colour, sharpness, compression, things in front."""

import cv2
import numpy as np

from ...outfit import GREY


def augment(image: np.ndarray, size: int, random: np.random.Generator) -> np.ndarray:
    """uint8 (side, side, 3) on grey -> uint8 (size, size, 3), another look of the same outfit."""
    image = _frame(image, size, random)
    image = _colour(image.astype(np.float32), random)
    image = np.clip(image, 0, 255).astype(np.uint8)
    if random.random() < 0.3:
        image = _degrade(image, random)
    if random.random() < 0.4:
        image = _hide(image, random)
    return image


def plain(image: np.ndarray, size: int) -> np.ndarray:
    """The view that serving sees."""
    return image if image.shape[0] == size else cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)


def _frame(image, size, random):
    """Turn, mirror, stretch a little, and show anything from the whole person with room to half of them."""
    side = image.shape[0]
    shown = side * random.uniform(0.55, 1.15)
    centre = side / 2 + random.uniform(-0.5, 0.5, 2) * abs(side - shown)
    matrix = cv2.getRotationMatrix2D((float(centre[0]), float(centre[1])), random.uniform(-12, 12), size / shown)
    matrix[:, 2] += size / 2 - centre
    stretch = random.uniform(0.9, 1.1)
    matrix[0] = matrix[0] * stretch + np.array([0, 0, (1 - stretch) * size / 2])
    turned = cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_AREA, borderValue=(GREY,) * 3)
    return turned[:, ::-1] if random.random() < 0.5 else turned


def _colour(image, random):
    """Brightness, contrast, saturation, white balance; the grey around stays what it is."""
    ground = np.abs(image - GREY).max(axis=2, keepdims=True) <= 3
    changed = image * random.uniform(0.75, 1.25) * random.uniform(0.92, 1.08, 3)
    mean = changed.mean()
    changed = (changed - mean) * random.uniform(0.75, 1.25) + mean
    grey = changed.mean(axis=2, keepdims=True)
    changed = grey + (changed - grey) * random.uniform(0.6, 1.35)
    return np.where(ground, image, changed)


def _degrade(image, random):
    if random.random() < 0.5:
        small = int(image.shape[0] * random.uniform(0.35, 0.8))
        image = cv2.resize(cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA), image.shape[:2])
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(35, 85))]
    return cv2.imdecode(cv2.imencode(".jpg", np.ascontiguousarray(image), quality)[1], cv2.IMREAD_COLOR)


def _hide(image, random):
    """A grey patch: a bag, a telephone, a wrong cut."""
    side = image.shape[0]
    width, height = (random.uniform(0.1, 0.35, 2) * side).astype(int)
    x, y = random.integers(0, side - width), random.integers(0, side - height)
    hidden = image.copy()
    hidden[y : y + height, x : x + width] = GREY
    return hidden
