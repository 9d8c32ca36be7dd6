"""Square patches around a face, turned upright, and the way back from their coordinates to the image's."""

from collections.abc import Iterator

import cv2
import numpy as np


def cut(image: np.ndarray, centre, side: float, angle: float, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The square of `side` pixels around `centre`, whose content lies `angle` radians clockwise, as (size, size, 3).

    Returns:
        The upright pixels, uint8, black outside the image; and the (2, 3) matrix that takes their (x, y) to the image's.
    """
    scale, back = side / size, _back(centre, side, angle, size)
    source, inner = (image, back) if scale <= 2 else _shrunk(image, centre, side, scale, back)
    return cv2.warpAffine(source, inner, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP), back


def quarter_turns(image: np.ndarray, centre, side: float, size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What `cut` returns for content that lies upright, and one, two and three quarters of a turn clockwise: the same pixels, turned."""
    patch, _ = cut(image, centre, side, 0, size)
    for quarters in range(4):
        yield np.ascontiguousarray(np.rot90(patch, quarters)), _back(centre, side, quarters * np.pi / 2, size)


def halved(image: np.ndarray, scale: float) -> tuple[np.ndarray, int]:
    """The image halved as often as possible on the way to a `scale`-th of it, and by how much in all: exact, and far quicker."""
    done = 1
    while scale >= 2 * done and min(image.shape[:2]) >= 4:
        height, width = image.shape[0] // 2, image.shape[1] // 2
        image = cv2.resize(image[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
        done *= 2
    return image, done


def _back(centre, side, angle, size):
    scale, middle = side / size, (size - 1) / 2
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    return np.array([[cosine, -sine, centre[0] - (cosine - sine) * middle], [sine, cosine, centre[1] - (sine + cosine) * middle]])


def _shrunk(image, centre, side, scale, back):
    """The surroundings of a large square at the patch's own scale (bilinear sampling alone would skip pixels), and the matrix to them."""
    reach = 0.75 * side  # more than half of the square's diagonal
    x, y = (int(max(0, value - reach)) for value in centre)
    part = image[y : max(y + 1, int(centre[1] + reach) + 1), x : max(x + 1, int(centre[0] + reach) + 1)]
    part, done = halved(part, scale / 2)  # the last step at least halves too: a smaller one alone would be less smooth
    size = [max(1, round(length * done / scale)) for length in part.shape[1::-1]]
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    ratio = np.array([[size[0] / part.shape[1]], [size[1] / part.shape[0]]]) / done
    inner = back.copy()
    inner[:, 2] += 0.5 - np.array([x, y])  # pixel centres lie at halves
    inner *= ratio
    inner[:, 2] -= 0.5
    return small, inner


def place(points: np.ndarray, back: np.ndarray) -> np.ndarray:
    """(n, 2) points of a patch in the image's coordinates."""
    return points @ back[:, :2].T + back[:, 2]
