"""Pictures without an outfit, as the segmenter hands them to the classifier when it is mistaken.

It takes some walls, animals and round things for people. Two kinds teach the head to tell: places that
were cut out as if somebody stood there, and people's outlines that hold a piece of a place.
"""

import cv2
import numpy as np

from ... import outfit

EDGE = 5  # pixels over which an outline fades, as a cut does


def pictures(places: list[np.ndarray], cuts: np.ndarray, seed: int) -> np.ndarray:
    """uint8 (2 * places, rows, columns, 3): each place cut out, and each in the outline of one of `cuts`, uint8 (n, rows, columns, 3)."""
    random = np.random.default_rng(seed)
    rows = cuts.shape[1]
    mistaken = [outfit.cut_out(place, rows).image for place in places]
    outlined = [_in_outline(place, cuts[random.integers(len(cuts))], random) for place in places]
    return np.stack([*mistaken, *outlined])


def _in_outline(place, cut, random):
    person = (np.abs(cut.astype(np.int16) - outfit.GREY).max(axis=2) > 3).astype(np.float32)
    size = (np.array(place.shape[:2]) * random.uniform(0.4, 1.0)).astype(int)
    top, left = (random.integers(0, whole - part + 1) for whole, part in zip(place.shape[:2], size, strict=True))
    piece = cv2.resize(place[top : top + size[0], left : left + size[1]], person.shape[::-1])
    return outfit.on_grey(piece, cv2.GaussianBlur(person, (EDGE, EDGE), 0))
