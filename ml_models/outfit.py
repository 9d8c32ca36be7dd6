"""The outfit alone: the person cut out, set on neutral grey and cropped. Training and serving share it.

Photo collections differ in their backgrounds, and a network happily learns those instead of the clothes.
So the background goes, everywhere, and the face is blurred.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from . import face_detector, images, person_segmenter
from .results import BoundingBox, Face

GREY = 128
ROWS = 288  # pixels of the cut-out's height
ASPECT = 2 / 3  # of the cut-out: width by height, for people stand upright
MARGIN = 0.03  # of the person's size, left around it
BLACK = 8  # a backdrop this dark (0..255) was blacked out by whoever cut the person out
LEAST_AREA = 0.02  # of the photo; a smaller person is no person
FIRM = (0.2, 0.55)  # the segmenter's answers for no person and for person; it is unsure of much cloth, which would fade to grey
LOW, LARGE = 0.4, 0.25  # of the frame's height: a face lower than that is a print or a hand, unless it is so large
STEP = 2  # every which row and column the frame is found by
WORKING_SIDE = 448  # pixels of the longer side; the networks see less


@dataclass(frozen=True, slots=True, eq=False)
class Outfit:
    """A person on grey.

    Attributes:
        image: uint8 (rows, columns, 3), RGB, face blurred; columns = 2/3 of rows.
        mask: float32 (rows, columns), 0..1, how much each pixel belongs to the person.
        box: what `image` covers, in the photo's pixels; it may reach outside the photo.
        area: the person's share of the photo, 0..1, weighted by the segmenter's certainty.
        certainty: the segmenter's mean answer inside the person, 0..1; 0 where it saw nobody.
        face: the largest face, in `image`'s pixels, or None.
    """

    image: np.ndarray
    mask: np.ndarray
    box: BoundingBox
    area: float
    certainty: float
    face: Face | None


def cut_out(photo: np.ndarray, rows: int = ROWS) -> Outfit:
    """Cut the people out of `photo`, uint8 (height, width, 3) RGB. Where nobody is seen, the whole photo is kept.

    The segmenter looks twice: at the whole photo for where the person is, then at the part around them. A picture on black was
    cut out already: that cut is kept, for in black the segmenter loses dark garments, and those that nobody wears.
    """
    small = images.shrink(photo, WORKING_SIDE)
    height, width = small.shape[:2]
    scale = height / photo.shape[0]
    backdrop = black_backdrop(small)
    if backdrop is not None:
        small = on_grey(small, 1.0 - backdrop.astype(np.float32))
    rough = cv2.resize(person_segmenter.segment(small), (width, height))
    area, certainty = float(rough.mean()), _certainty(rough)
    seen = rough > 0.5 if backdrop is None else ~backdrop
    if seen.mean() < LEAST_AREA:
        seen = np.ones_like(seen)
    size = (rows, round(rows * ASPECT))
    box = frame(main_parts(seen[::STEP, ::STEP]), STEP)
    image = crop(small, box, size)
    mask = crop(seen.astype(np.float32), box, size, fill=0.0)
    if backdrop is None:
        mask = refine(image, mask)
    face = largest_face(image)
    if face is not None:
        image = blur_face(image, face)
    whole = BoundingBox(box.x / scale, box.y / scale, box.width / scale, box.height / scale)
    return Outfit(on_grey(image, mask), mask, whole, area, certainty, face)


def on_grey(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """`image` (h, w, 3) where `mask` (h, w) is 1, neutral grey where it is 0."""
    weight = mask[..., None]
    return (image * weight + GREY * (1.0 - weight) + 0.5).astype(np.uint8)


def black_backdrop(image: np.ndarray) -> np.ndarray | None:
    """bool (h, w): the black that surrounds a picture's subject; None where the picture has an ordinary background."""
    border = np.concatenate([image[0], image[:, 0], image[:, -1]]).max(axis=1) <= BLACK
    if border.mean() < 0.5:
        return None
    dark = cv2.inRange(image, (0, 0, 0), (BLACK,) * 3) // 255
    _, parts = cv2.connectedComponents(dark, connectivity=4)
    outside = np.zeros(parts.max() + 1, np.uint8)
    outside[np.concatenate([parts[0], parts[:, 0], parts[:, -1]])[border]] = 1
    # Compression leaves specks in the black, and the cut a dark rim.
    backdrop = cv2.morphologyEx(outside[parts], cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    backdrop = cv2.dilate(backdrop, np.ones((3, 3), np.uint8)).astype(bool)
    return backdrop if 0.1 < backdrop.mean() < 0.98 else None


def main_parts(seen: np.ndarray) -> np.ndarray:
    """bool (h, w): the largest connected part of `seen` and those at least a fifth of its size."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(seen.astype(np.uint8))
    if count <= 2:
        return seen
    areas = stats[1:, cv2.CC_STAT_AREA]
    return np.concatenate([[False], areas >= 0.2 * areas.max()])[parts]


def frame(seen: np.ndarray, step: int) -> BoundingBox:
    """The smallest upright frame of ASPECT around the True pixels, with a margin, in pixels of which `seen` has every `step`th."""
    x, y, width, height = (step * side for side in cv2.boundingRect(seen.astype(np.uint8)))
    tall = max(height, width / ASPECT) * (1 + 2 * MARGIN)
    wide = tall * ASPECT
    return BoundingBox(x + (width - wide) / 2, y + (height - tall) / 2, wide, tall)


def crop(image: np.ndarray, box: BoundingBox, size: tuple[int, int], fill: float = GREY) -> np.ndarray:
    """The part of `image` in `box`, scaled to `size` (rows, columns); `fill` outside the image."""
    x0, y0 = int(np.floor(box.x)), int(np.floor(box.y))
    x1, y1 = int(np.ceil(box.x + box.width)), int(np.ceil(box.y + box.height))
    height, width = image.shape[:2]
    inside = image[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)]
    padding = (max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0))
    padded = cv2.copyMakeBorder(inside, *padding, cv2.BORDER_CONSTANT, value=(fill,) * 3)
    return cv2.resize(padded, size[::-1], interpolation=images.interpolation(padded.shape[0] / size[0]))


def refine(image: np.ndarray, rough: np.ndarray) -> np.ndarray:
    """The mask seen from close by; where that loses half of `rough` (a garment nobody wears), `rough` itself."""
    fine = cv2.resize(person_segmenter.segment(image), rough.shape[::-1])
    fine = np.clip((fine - FIRM[0]) / (FIRM[1] - FIRM[0]), 0.0, 1.0)
    agreed = (fine > 0.5) & (rough > 0.5)
    if agreed.sum() < 0.5 * (rough > 0.5).sum():
        return rough
    # Other people and posters that the close look finds outside the rough mask's surroundings stay out.
    near = cv2.dilate(rough, np.ones((25, 25), np.uint8))
    return np.minimum(fine, near)


def largest_face(image: np.ndarray) -> Face | None:
    """The largest that stands where a face can be."""
    rows = image.shape[0]
    found = [(face, face.box.y + face.box.height / 2) for face in face_detector.detect(image)]
    faces = [face for face, middle in found if middle < LOW * rows or face.box.height > LARGE * rows]
    return max(faces, key=lambda face: face.box.width * face.box.height, default=None)


def blur_face(image: np.ndarray, face: Face) -> np.ndarray:
    """A copy of `image` whose face is an unrecognisable blur: it must not matter whose outfit it is."""
    x, y = max(0, int(face.box.x)), max(0, int(face.box.y - 0.15 * face.box.height))
    right, bottom = int(face.box.x + face.box.width) + 1, int(face.box.y + face.box.height) + 1
    part = image[y:bottom, x:right]
    if part.size == 0:
        return image
    blurred = image.copy()
    pixels = cv2.resize(part, (4, 5), interpolation=cv2.INTER_AREA)
    blurred[y:bottom, x:right] = cv2.resize(pixels, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_LINEAR)
    return blurred


def _certainty(mask):
    inside = mask > 0.5
    return float(mask[inside].mean()) if inside.any() else 0.0
