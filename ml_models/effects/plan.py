"""The polygons of a set of layers, gathered so that a face's points become all of them in one product."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from . import shapes
from .layers import Entry, Layer


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Attributes:
    index, weight: (n, k), the mesh points that make up each polygon point and their weights, padded with zeros.
    parts: for each layer its polygons in `add`, `subtract` and `clip`, as slices of the n.
    irises: for each layer whether it needs points beyond 468.
    """

    index: np.ndarray
    weight: np.ndarray
    parts: tuple[tuple[tuple[slice, ...], ...], ...]
    irises: tuple[bool, ...]

    def place(self, points: np.ndarray) -> np.ndarray:
        """Polygon points, float32 (n, 2), on a face of (468 or more, 2 or more); those of a missing iris lie on point 0."""
        points = points[:, :2]
        index = self.index if len(points) >= 478 else np.where(self.index < len(points), self.index, 0)
        return np.einsum("nkc,nk->nc", points[index], self.weight)


@lru_cache(maxsize=256)
def make(layers: tuple[Layer, ...]) -> Plan:
    """Gather what `layers` use; shapes used more than once are placed once.

    Raises:
        KeyError: an unknown shape.
        ValueError: a sum of shapes whose points differ in number.
    """
    places: dict[Entry, tuple[slice, ...]] = {}
    gathered: list[np.ndarray] = []
    total = 0
    parts = []
    for layer in layers:
        of_layer = []
        for entries in (layer.add, layer.subtract, layer.clip):
            for entry in entries:
                if entry not in places:
                    made = _sum(entry)
                    places[entry] = tuple(slice(total + start, total + end) for start, end in _bounds(made))
                    gathered += made
                    total += sum(map(len, made))
            of_layer.append(tuple(piece for entry in entries for piece in places[entry]))
        parts.append(tuple(of_layer))
    rows = np.concatenate(gathered) if gathered else np.zeros((0, 478))
    most = int(max(1, (rows != 0).sum(axis=1).max(initial=1)))
    order = np.argsort(rows == 0, axis=1, kind="stable")[:, :most]
    weight = np.take_along_axis(rows, order, axis=1).astype(np.float32)
    irises = tuple(any(shapes.needs_iris(name) for name in layer.shapes()) for layer in layers)
    return Plan(np.where(weight != 0, order, 0), weight, tuple(parts), irises)


def _sum(entry: Entry) -> list[np.ndarray]:
    if isinstance(entry, str):
        return list(shapes.polygons(entry))
    terms = [[factor * polygon for polygon in shapes.polygons(name)] for name, factor in entry]
    return [sum(polygons) for polygons in zip(*terms, strict=True)]


def _bounds(made):
    ends = np.cumsum([len(polygon) for polygon in made])
    return zip([0, *ends[:-1]], ends, strict=True)
