"""Where a layer falls on a picture: polygons become soft masks, in windows as small as can be.

A mask is drawn on a grid of its own, at which its blur is always two cells wide: two box filters of five cells make it,
whatever the face's size, and a wide soft mask costs as little as a narrow one.
"""

from dataclasses import dataclass

import cv2
import numpy as np

WIDTH_POINTS = 234, 454
CELLS = 2.0  # the blur's standard deviation on the grid
PAD = 5  # cells around a window, so that what lies beyond it blurs into it
REACH = 2.5  # deviations that two boxes reach
MIN_SIGMA = 0.6
MAX_GRID = 4096  # cells along a side
SHIFT = 6  # fraction bits of OpenCV's polygon points
SPARE = 5000  # pixels; a window of its own costs about as much
FAR = 1e6  # pixels; points beyond are taken back to this


@dataclass(frozen=True, slots=True)
class Window:
    """Pixels left <= x < right, top <= y < bottom."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)"""
        return self.right - self.left, self.bottom - self.top

    def slices_in(self, other: "Window") -> tuple[slice, slice]:
        """Where it lies in the pixels of a window around it."""
        top, left = self.top - other.top, self.left - other.left
        return slice(top, top + self.size[1]), slice(left, left + self.size[0])


@dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """`points`, float32 (k, 2), in pixels; polygon i goes from `starts[i]` to the next start. `groups` as in `plan.Part`."""

    points: np.ndarray
    starts: np.ndarray
    groups: tuple[np.ndarray, ...]

    def split(self, points: np.ndarray) -> list[np.ndarray]:
        """The polygons of points that were made of these."""
        return [points[start:end] for start, end in zip(self.starts, [*self.starts[1:], len(points)], strict=True)]

    def facing(self) -> "Polygons":
        """Those that are wound forwards, towards the viewer, in one group."""
        kept = [polygon for polygon in self.split(self.points) if _area(polygon) > 0]
        if not kept:
            return Polygons(np.zeros((0, 2), np.float32), np.zeros(0, int), ())
        starts = np.cumsum([0, *map(len, kept)])[:-1]
        return Polygons(np.concatenate(kept), starts, tuple(np.array([number]) for number in range(len(kept))))


def face_width(points: np.ndarray) -> float:
    """W of `layers.py`, in pixels."""
    start, end = points[list(WIDTH_POINTS), :2]
    return float(np.hypot(*(end - start)))


def sigma(fraction: float, face_width: float) -> float:
    return max(MIN_SIGMA, fraction * face_width)


def windows(polygons: Polygons, margin: float, within: Window) -> list[Window]:
    """Parts of a window that hold the polygons' groups with a margin; those that lie close are one."""
    if not polygons.groups:
        return []
    low = np.minimum.reduceat(polygons.points, polygons.starts, axis=0)
    high = np.maximum.reduceat(polygons.points, polygons.starts, axis=0)
    boxes = []
    for group in polygons.groups:
        box = (*(low[group].min(axis=0) - margin - 1).tolist(), *(high[group].max(axis=0) + margin + 2).tolist())
        while touching := [other for other in boxes if _touch(box, other)]:
            boxes = [other for other in boxes if other not in touching]
            for other in touching:
                box = _hull(box, other)
        boxes.append(box)
    result = []
    for left, top, right, bottom in boxes:
        left, top = max(within.left, int(left // 1)), max(within.top, int(top // 1))
        right, bottom = min(within.right, int(right // 1) + 1), min(within.bottom, int(bottom // 1) + 1)
        if left < right and top < bottom:
            result.append(Window(left, top, right, bottom))
    return result


def soft(polygons: Polygons, window: Window, deviation: float, size: tuple[int, int] | None = None) -> np.ndarray:
    """The polygons' union, blurred by `deviation` pixels: uint8 of the window, at `size`, (width, height), or pixel by pixel."""
    width, height = window.size
    scale = min(CELLS / deviation, MAX_GRID / max(width, height))
    columns, lines = max(1, round(width * scale)), max(1, round(height * scale))
    grid = np.zeros((lines + 2 * PAD, columns + 2 * PAD), np.uint8)
    ratio = np.array([columns / width, lines / height], np.float32)
    shift = PAD - 0.5 - ratio * (window.left - 0.5, window.top - 0.5)
    for polygon in polygons.split(_fixed(polygons.points * ratio + shift)):
        cv2.fillPoly(grid, [polygon], 255, cv2.LINE_8, SHIFT)
    grid = cv2.blur(cv2.blur(grid, (5, 5)), (5, 5))[PAD : PAD + lines, PAD : PAD + columns]
    return cv2.resize(grid, size or (width, height), interpolation=cv2.INTER_LINEAR)


def outlines(polygons: Polygons, window: Window, width: float) -> np.ndarray:
    """The polygons' outlines, `width` pixels wide: uint8 (height, width) of the window."""
    mask = np.zeros(window.size[::-1], np.uint8)
    lines = polygons.split(_fixed(polygons.points - (window.left, window.top)))
    cv2.polylines(mask, lines, True, 255, max(1, round(width)), cv2.LINE_AA, SHIFT)
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


def _touch(box, other):
    overlap = box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
    return overlap or _pixels(_hull(box, other)) < _pixels(box) + _pixels(other) + SPARE


def _hull(box, other):
    return min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])


def _pixels(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def _area(polygon):
    x, y = polygon.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


def _fixed(points):
    return np.rint(np.clip(points, -FAR, FAR) * (1 << SHIFT)).astype(np.int32)
