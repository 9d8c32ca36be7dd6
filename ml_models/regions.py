"""Which part of the person an activation map points at."""

import cv2
import numpy as np

from .outfit import Outfit

# Bands of a whole standing figure in head heights from the top (the artists' figure of seven and a half heads).
BANDS = (("head", 0.0, 1.15), ("shoulders", 1.15, 2.0), ("torso", 2.0, 3.0), ("waist", 3.0, 4.0), ("legs", 4.0, 6.6), ("feet", 6.6, 7.6))
FIGURE = 7.5
FACE = 0.75  # of the head's height: BlazeFace's box goes from the forehead to the chin
SMALLEST_SHARE = 0.25


def strongest(activation: np.ndarray, cut: Outfit) -> tuple[str, ...]:
    """The one or two bands that hold most of a map's energy within the person, strongest first.

    Args:
        activation: float (rows, columns) >= 0, covering `cut.image`.
    """
    energy = cv2.resize(activation, cut.mask.shape[::-1], interpolation=cv2.INTER_LINEAR) * (cut.mask > 0.5)
    rows = energy.sum(axis=1)
    if rows.sum() <= 0:
        return ()
    shares = {name: rows[first:last].sum() / rows.sum() for name, first, last in _bands(cut)}
    ranked = sorted(shares, key=shares.get, reverse=True)[:2]
    return tuple(name for name in ranked if shares[name] >= SMALLEST_SHARE) or tuple(ranked[:1])


def body_to_face(cut: Outfit) -> float:
    """Area of the person below the chin by the area of the face; infinite without a face."""
    if cut.face is None:
        return float("inf")
    chin = int(np.clip(cut.face.box.y + cut.face.box.height, 0, cut.mask.shape[0]))
    return float((cut.mask[chin:] > 0.5).sum() / max(1.0, cut.face.box.width * cut.face.box.height))


def _bands(cut):
    """(name, first row, last row) of each band that the picture shows."""
    person = np.flatnonzero((cut.mask > 0.5).any(axis=1))
    top, bottom = (int(person[0]), int(person[-1]) + 1) if person.size else (0, cut.mask.shape[0])
    head = (bottom - top) / FIGURE
    if cut.face is not None:
        head = max(cut.face.box.height / FACE, 1.0)
        top = cut.face.box.y + cut.face.box.height - 0.95 * head
    for name, first, last in BANDS:
        start, end = max(0, round(top + first * head)), round(top + last * head)
        end = max(end, bottom) if name == "feet" else min(end, bottom)
        if end > start and start < bottom:
            yield name, start, end
