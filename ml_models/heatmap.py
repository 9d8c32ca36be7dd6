"""A class activation map as a picture to lay over its photo."""

import cv2
import numpy as np

from ml_models.results import BoundingBox

# Perceptually uniform, so that equal steps of activation look equal (Smith and van der Walt, 2015).
COLOUR_MAP = cv2.COLORMAP_INFERNO
# Under this share of the maximum the photo stays untouched.
FLOOR = 0.12


def overlay(activation: np.ndarray, box: BoundingBox, photo_size: tuple[int, int], max_side: int = 640) -> np.ndarray:
    """Colour an activation map and place it where it belongs on the photo.

    Args:
        activation: uint8 (rows, columns), 255 the strongest.
        box: the part of the photo that the map covers, in the photo's pixels; may reach outside the photo.
        photo_size: (width, height) in pixels.
        max_side: the longer side of the overlay in pixels.

    Returns:
        uint8 (height, width, 4) RGBA with straight alpha, of the photo's aspect. Alpha grows with the activation.
    """
    scale = min(1.0, max_side / max(photo_size))
    width, height = (max(1, round(side * scale)) for side in photo_size)
    rows, columns = activation.shape
    # From overlay pixel centres to map pixel centres.
    across, down = columns / (box.width * scale), rows / (box.height * scale)
    to_map = np.array(
        [
            [across, 0, (0.5 - box.x * scale) * across - 0.5],
            [0, down, (0.5 - box.y * scale) * down - 0.5],
        ]
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    # A border of one pixel lets the map fade out at the box's edge instead of being cut there.
    padded = cv2.copyMakeBorder(activation.astype(np.float32), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    to_map[:, 2] += 1
    level = cv2.warpAffine(padded, to_map, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT)
    level = cv2.convertScaleAbs(np.maximum(level, 0))  # to uint8, 255 at most
    blue, green, red = cv2.split(cv2.applyColorMap(level, COLOUR_MAP))
    alpha = 255 * ((np.arange(256) / 255 - FLOOR) / (1 - FLOOR)).clip(0, 1) ** 0.6
    return cv2.merge([red, green, blue, cv2.LUT(level, alpha.astype(np.uint8))])
