"""The named shapes that layers are made of. `SHAPES[name]` makes a list of polygons, each (n, 478): weights of mesh points."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from . import eye_shapes, face_shapes, glasses_shapes

SHAPES: dict[str, Callable[[], list[np.ndarray]]] = face_shapes.SHAPES | eye_shapes.SHAPES | glasses_shapes.SHAPES


@lru_cache
def polygons(name: str) -> tuple[np.ndarray, ...]:
    """A shape's polygons, made once.

    Raises:
        KeyError: no such shape.
    """
    return tuple(polygon.astype(np.float32) for polygon in SHAPES[name]())


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
