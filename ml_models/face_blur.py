"""Make the faces of a photo unrecognisable for good.

Each head is replaced by CELLS x CELLS averages of it, drawn softly. What is left of a face is then a handful of colours: no
filter brings the rest back, unlike after a mild blur or a fine mosaic (McPherson et al. 2016, "Defeating image obfuscation
with deep learning", arXiv:1609.00408). Clothes, hair below the head and the place stay, and may tell who it is.
"""

import cv2
import numpy as np

from . import face_search
from .results import BoundingBox

MIN_SCORE = 0.25  # a patch blurred in vain costs less than a face that was missed
CERTAIN = 0.6  # the detector's score that suffices where the mesh sees no face: people in profile
BY_MESH = 0.8  # the head's radius, by the longer side of the mesh, which ends at chin, hairline and ears
BY_BOX = 0.9  # and by the detector's box, which ends at the brows
CELLS = 5
EDGE = 0.15  # of the radius, over which the blur fades into the photo, outside of the face


def find_heads(image: np.ndarray) -> list[BoundingBox]:
    """Squares around every head whose face is seen, upright or turned, small ones and those in profile too.

    Args:
        image: uint8 (height, width, 3), RGB.
    """
    candidates = [*face_search.search(image, MIN_SCORE), *face_search.search_turned(image, min_score=MIN_SCORE)]
    answers = _asked(image, candidates)
    for quarters in face_search.other_sides([mesh for _, mesh in _confirmed(answers)]):
        answers += _asked(image, face_search.unknown(face_search.search(image, MIN_SCORE, quarters), _confirmed(answers)))
    confirmed = _confirmed(answers)
    heads = [_head(mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0), BY_MESH) for _, mesh in confirmed]
    doubtful = [face for face, answer in answers if answer is None and face.score >= CERTAIN]
    for face in sorted(doubtful, key=lambda face: -face.score):
        box = face.box
        head = _head(np.array([box.x, box.y]), np.array([box.x + box.width, box.y + box.height]), BY_BOX)
        if _is_seen(head, image) and not any(_is_same(head, other) for other in heads):
            heads.append(head)
    return heads


def _asked(image, candidates):
    """Each candidate with what the mesh says of it."""
    return [(face, face_search.confirm(image, face, MIN_SCORE)) for face in candidates]


def _confirmed(answers):
    return face_search.distinct([answer for _, answer in answers if answer])


def blur(image: np.ndarray, heads: list[BoundingBox]) -> np.ndarray:
    """A copy of `image`, uint8 (height, width, 3), whose heads cannot be recognised any more."""
    image = image.copy()
    for head in heads:
        _blur_one(image, head)
    return image


def _blur_one(image, head):
    """In place."""
    height, width = image.shape[:2]
    left, top = max(0, round(head.x)), max(0, round(head.y))
    part = image[top : min(height, round(head.y + head.height)), left : min(width, round(head.x + head.width))]
    if 0 in part.shape:
        return
    cells = cv2.resize(part, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(cells, part.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
    radius = head.width / 2
    distance = np.hypot(x - (head.x + radius), y - (head.y + head.height / 2)) / radius
    weight = np.clip((1 - distance) / EDGE, 0, 1)[..., None]
    part[:] = (smooth * weight + part * (1 - weight) + 0.5).astype(np.uint8)


def _head(low, high, share):
    """The square whose half side is `share` of the longer side between two corners, (x, y) each."""
    (x, y), radius = (low + high) / 2, share * float(max(high - low))
    return BoundingBox(float(x) - radius, float(y) - radius, 2 * radius, 2 * radius)


def _middle(head):
    return np.array([head.x + head.width / 2, head.y + head.height / 2])


def _is_seen(head, image):
    return bool(np.all((_middle(head) >= 0) & (_middle(head) < image.shape[1::-1])))


def _is_same(head, other):
    return np.linalg.norm(_middle(head) - _middle(other)) < max(head.width, other.width) / 2
