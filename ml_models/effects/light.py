"""The light that a face stands in: lipstick that shines out of a dark room is seen to be painted on the picture."""

import cv2
import numpy as np

from .blends import lab_of
from .masks import face_width

PLACES = np.array([[50, 205, 117, 123], [280, 425, 346, 352], [151] * 4])  # the cheeks and the forehead, as points of the mesh
REACH = 0.06  # half a patch's side, in widths of the face
DARK = 35.0  # L of the darkest skin in good light; what is darker lacks light


def light_on(image: np.ndarray, points: np.ndarray) -> float:
    """1 in good light, 0 in none: by the lightest of three patches of skin, of which hair or a shadow may hide the others.

    Args:
        image: uint8 (height, width, 3), RGB, without make-up.
        points: (468 or more, 2 or more), x and y in the image's pixels.
    """
    reach = max(1.0, REACH * face_width(points))
    middles = points[PLACES, :2].mean(axis=1)
    corners = np.clip(np.hstack([middles - reach, middles + reach + 1]), 0, max(image.shape)).astype(int).tolist()
    patches = [image[top:bottom, left:right] for left, top, right, bottom in corners]
    colors = [cv2.mean(patch)[:3] for patch in patches if patch.size]
    if not colors:
        return 1.0
    lightest = np.array(max(colors, key=sum))
    return min(1.0, float(lab_of(lightest)[0]) / DARK)
