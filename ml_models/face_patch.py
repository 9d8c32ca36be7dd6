"""Square patches around a face, turned upright, and the way back from their coordinates to the image's."""

import cv2
import numpy as np


def cut(image: np.ndarray, centre, side: float, angle: float, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The square of `side` pixels around `centre`, whose content lies `angle` radians clockwise, as (size, size, 3).

    Returns:
        The upright pixels, uint8, black outside the image; and the (2, 3) matrix that takes their (x, y) to the image's.
    """
    scale = side / size
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    middle = (size - 1) / 2
    back = np.array([[cosine, -sine, centre[0] - (cosine - sine) * middle], [sine, cosine, centre[1] - (sine + cosine) * middle]])
    source, inner = (image, back) if scale <= 2 else _shrunk(image, centre, side, scale, back)
    return cv2.warpAffine(source, inner, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP), back


def _shrunk(image, centre, side, scale, back):
    """The surroundings of a large square at the patch's own scale (bilinear sampling alone would skip pixels), and the matrix to them."""
    reach = 0.75 * side  # more than half of the square's diagonal
    x, y = (int(max(0, value - reach)) for value in centre)
    part = image[y : max(y + 1, int(centre[1] + reach) + 1), x : max(x + 1, int(centre[0] + reach) + 1)]
    small = cv2.resize(part, (max(1, round(part.shape[1] / scale)), max(1, round(part.shape[0] / scale))), interpolation=cv2.INTER_AREA)
    ratio = np.array([[small.shape[1] / part.shape[1]], [small.shape[0] / part.shape[0]]])
    inner = back.copy()
    inner[:, 2] += 0.5 - np.array([x, y])  # pixel centres lie at halves
    inner *= ratio
    inner[:, 2] -= 0.5
    return small, inner


def place(points: np.ndarray, back: np.ndarray) -> np.ndarray:
    """(n, 2) points of a patch in the image's coordinates."""
    return points @ back[:, :2].T + back[:, 2]
