"""The named shapes that layers are made of. `SHAPES[name]` makes a list of polygons, each (n, 478): weights of mesh points."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from .geometry import rows, spline

LIPS_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
LIPS_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)


def lips() -> list[np.ndarray]:
    return [spline(rows(*LIPS_OUTER), 3, closed=True)]


def inner_mouth() -> list[np.ndarray]:
    return [spline(rows(*LIPS_INNER), 2, closed=True)]


SHAPES: dict[str, Callable[[], list[np.ndarray]]] = {
    "lips": lips,
    "inner_mouth": inner_mouth,
}


@lru_cache
def polygons(name: str) -> tuple[np.ndarray, ...]:
    """A shape's polygons, made once.

    Raises:
        KeyError: no such shape.
    """
    return tuple(SHAPES[name]())


@lru_cache
def to_json() -> dict[str, list]:
    """Every shape as {name: [polygon: [point: [[index, weight], ...]]]}."""
    return {name: [[_sparse(row) for row in polygon] for polygon in polygons(name)] for name in SHAPES}


def _sparse(row):
    return [[int(index), round(float(row[index]), 5)] for index in np.flatnonzero(np.abs(row) > 5e-6)]


@lru_cache
def needs_iris(name: str) -> bool:
    """Whether a shape takes points beyond the mesh's 468."""
    return any(polygon[:, 468:].any() for polygon in polygons(name))
