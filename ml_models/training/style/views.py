"""Random views of a cut-out: part crops, turns, light, colour, sharpness, compression, things in front."""

import cv2
import numpy as np

from ...outfit import GREY


def augment(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """uint8 (rows, columns, 3) on grey -> the same size, another look of the same outfit."""
    image = _frame(image, random)
    image = _colour(image.astype(np.float32), random)
    image = np.clip(image, 0, 255).astype(np.uint8)
    if random.random() < 0.3:
        image = _degrade(image, random)
    if random.random() < 0.4:
        image = _hide(image, random)
    return image


def _frame(image, random):
    """Turn, mirror, stretch a little, and show anything from the whole person with room to half of them."""
    size = np.array(image.shape[1::-1])
    zoom = random.uniform(0.85, 1.7)
    matrix = cv2.getRotationMatrix2D(tuple(size / 2.0), random.uniform(-12, 12), zoom)
    matrix[0] *= random.uniform(0.9, 1.1)
    matrix[:, 2] += random.uniform(-0.5, 0.5, 2) * size * abs(zoom - 1)
    turned = cv2.warpAffine(image, matrix, tuple(size.tolist()), flags=cv2.INTER_LINEAR, borderValue=(GREY,) * 3)
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
        factor = random.uniform(0.35, 0.8)
        small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        image = cv2.resize(small, image.shape[1::-1])
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(35, 85))]
    return cv2.imdecode(cv2.imencode(".jpg", np.ascontiguousarray(image), quality)[1], cv2.IMREAD_COLOR)


def _hide(image, random):
    """A grey patch: a bag, a telephone, a wrong cut."""
    rows, columns = image.shape[:2]
    width, height = (random.uniform(0.1, 0.35, 2) * (columns, rows)).astype(int)
    x, y = random.integers(0, columns - width), random.integers(0, rows - height)
    hidden = image.copy()
    hidden[y : y + height, x : x + width] = GREY
    return hidden
