"""Places without people, and people put in front of them.

A photo collection's background gives its class away. Cut-outs set before other backgrounds and cut out
again teach the network that neither the background nor the errors of the cut mean anything.
"""

from pathlib import Path

import cv2
import numpy as np

from ... import outfit, person_segmenter
from .dataset import SUFFIXES, load

CANVAS = (640, 480)  # rows, columns: a person in it has the pixels that `outfit.cut_out` looks at in a phone's photo


def read_photos(folder: Path) -> list[np.ndarray]:
    """Every photo of `folder`, uint8 (height, width, 3)."""
    return [load(path) for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES]


def read_backgrounds(folder: Path) -> list[np.ndarray]:
    """Every photo of `folder` at CANVAS size, its people painted over."""
    return [without_people(photo) for photo in read_photos(folder)]


def without_people(photo: np.ndarray) -> np.ndarray:
    """uint8 (640, 480, 3): people replaced by what surrounds them (Telea's inpainting, at a quarter of the size)."""
    small = cv2.resize(photo, CANVAS[::-1], interpolation=cv2.INTER_AREA)
    people = cv2.resize(person_segmenter.segment(small), CANVAS[::-1]) > 0.2
    people = cv2.dilate(people.astype(np.uint8), np.ones((35, 35), np.uint8))
    quarter = (CANVAS[1] // 4, CANVAS[0] // 4)
    hole = cv2.resize(people, quarter, interpolation=cv2.INTER_NEAREST)
    painted = cv2.inpaint(cv2.resize(small, quarter, interpolation=cv2.INTER_AREA), hole, 3, cv2.INPAINT_TELEA)
    soft = cv2.GaussianBlur(people.astype(np.float32), (19, 19), 0)[..., None]
    return (small * (1 - soft) + cv2.resize(painted, CANVAS[::-1]) * soft).astype(np.uint8)


def compose(cut: outfit.Outfit, background: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The person before another background, as a compressed photo, and the true mask.

    Returns:
        uint8 (640, 480, 3) and float32 (640, 480), 0..1.
    """
    rows, columns = CANVAS
    x, y, width, height = cv2.boundingRect((cut.mask > 0.3).astype(np.uint8))
    person, alpha = cut.image[y : y + height, x : x + width], cut.mask[y : y + height, x : x + width]
    scale = random.uniform(0.55, 0.97) * min(rows / height, columns / width)
    size = (max(8, int(width * scale)), max(8, int(height * scale)))
    person, alpha = cv2.resize(person, size), cv2.resize(alpha, size)
    alpha = cv2.erode(alpha, np.ones((3, 3), np.uint8))  # the rim still holds the old background
    left, top = random.integers(0, columns - size[0] + 1), random.integers(0, rows - size[1] + 1)
    mask = np.zeros(CANVAS, np.float32)
    mask[top : top + size[1], left : left + size[0]] = alpha
    layer = np.zeros_like(background)
    layer[top : top + size[1], left : left + size[0]] = person
    if random.random() < 0.5:
        background = background[:, ::-1]
    light = random.uniform(0.7, 1.3)
    photo = np.clip(background * light, 0, 255) * (1 - mask[..., None]) + layer * mask[..., None]
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(55, 95))]
    packed = cv2.imencode(".jpg", cv2.cvtColor(photo.astype(np.uint8), cv2.COLOR_RGB2BGR), quality)[1]
    return cv2.cvtColor(cv2.imdecode(packed, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), mask
