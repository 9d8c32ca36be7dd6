"""Where a layer falls on a picture: polygons become soft masks, in windows as small as can be.

A mask is drawn on a grid of its own, at which its blur is always two cells wide: two box filters of five cells make it,
whatever the face's size, and a wide soft mask costs as little as a narrow one.
"""

from dataclasses import dataclass

import cv2
import numpy as np

CELLS = 2.0  # the blur's standard deviation on the grid
PAD = 5  # cells around a window, so that what lies beyond it blurs into it
REACH = 3.0  # deviations that a blur reaches
MIN_SIGMA = 0.6
MAX_GRID = 4096  # cells along a side
SHIFT = 6  # fraction bits of OpenCV's polygon points


@dataclass(frozen=True, slots=True)
class Window:
    """Pixels left <= x < right, top <= y < bottom."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def slices_in(self, other: "Window") -> tuple[slice, slice]:
        """Where it lies in the pixels of a window around it."""
        top, left = self.top - other.top, self.left - other.left
        return slice(top, top + self.size[1]), slice(left, left + self.size[0])

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)"""
        return self.right - self.left, self.bottom - self.top


def sigma(fraction: float, face_width: float) -> float:
    return max(MIN_SIGMA, fraction * face_width)


def windows(polygons: list[np.ndarray], margin: float, within: Window) -> list[Window]:
    """Parts of a window that hold the polygons with a margin; those that touch are one."""
    boxes = [(*(polygon.min(axis=0) - margin - 1), *(polygon.max(axis=0) + margin + 2)) for polygon in polygons]
    merged: list[tuple] = []
    for box in boxes:
        apart = []
        for other in merged:
            if box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]:
                box = (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))
            else:
                apart.append(other)
        merged = [*apart, box]
    result = []
    for left, top, right, bottom in merged:
        window = Window(
            max(within.left, int(np.floor(left))),
            max(within.top, int(np.floor(top))),
            min(within.right, int(np.ceil(right))),
            min(within.bottom, int(np.ceil(bottom))),
        )
        if window.left < window.right and window.top < window.bottom:
            result.append(window)
    return result


def soft(polygons: list[np.ndarray], window: Window, deviation: float) -> np.ndarray:
    """The polygons' union, blurred by `deviation` pixels: uint8 (height, width) of the window."""
    width, height = window.size
    scale = min(CELLS / deviation, MAX_GRID / max(width, height))
    columns, lines = max(1, round(width * scale)), max(1, round(height * scale))
    ratio = np.array([columns / width, lines / height], np.float32)
    grid = np.zeros((lines + 2 * PAD, columns + 2 * PAD), np.uint8)
    start = np.array([window.left, window.top], np.float32) - 0.5
    for polygon in polygons:
        _fill(grid, (polygon - start) * ratio + (PAD - 0.5))
    grid = cv2.blur(cv2.blur(grid, (5, 5)), (5, 5))[PAD : PAD + lines, PAD : PAD + columns]
    return cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR)


def outlines(polygons: list[np.ndarray], window: Window, width: float) -> np.ndarray:
    """The polygons' outlines, `width` pixels wide: uint8 (height, width) of the window."""
    mask = np.zeros(window.size[::-1], np.uint8)
    fixed = [_fixed(polygon - (window.left, window.top)) for polygon in polygons]
    cv2.polylines(mask, fixed, True, 255, max(1, round(width)), cv2.LINE_AA, SHIFT)
    return mask


def inside(soft_mask: np.ndarray) -> np.ndarray:
    """0 up to a soft mask's outline, then rising: clamp(2 m - 1)."""
    return cv2.addWeighted(soft_mask, 2, soft_mask, 0, -255)


def outside(soft_mask: np.ndarray) -> np.ndarray:
    """0 within a soft mask's outline, then rising: 1 - clamp(2 m)."""
    return cv2.bitwise_not(cv2.add(soft_mask, soft_mask))


def multiply(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The product of two uint8 masks."""
    return cv2.multiply(first, second, scale=1 / 255)


def facing(polygon: np.ndarray) -> bool:
    """Whether a polygon is wound forwards, towards the viewer."""
    x, y = polygon.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) > 0


def _fill(grid, polygon):
    cv2.fillPoly(grid, [_fixed(polygon)], 255, cv2.LINE_8, SHIFT)


def _fixed(polygon):
    return np.rint(np.clip(polygon, -1e6, 1e6) * (1 << SHIFT)).astype(np.int32)
