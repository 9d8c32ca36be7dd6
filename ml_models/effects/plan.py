"""The polygons of a set of layers, gathered so that a face's points become all of them in one product."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from . import shapes
from .geometry import POINTS, outline
from .layers import Entry, Layer

NEAR = 0.5  # centimetres on the canonical face; polygons closer than this share a window


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The polygons of one of a layer's lists.

    Attributes:
        index: (k,), their points' places among the plan's.
        starts: (p,), where each polygon starts among the k.
        groups: numbers of the polygons that lie together, apart from those of other groups.
    """

    index: np.ndarray
    starts: np.ndarray
    groups: tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Attributes:
    index, weight: (n, k), the mesh points that make up each polygon point and their weights, padded with zeros.
    parts: for each layer its `add`, `subtract` and `clip`.
    irises: for each layer whether it needs points beyond 468.
    """

    index: np.ndarray
    weight: np.ndarray
    parts: tuple[tuple[Part, Part, Part], ...]
    irises: tuple[bool, ...]

    def place(self, points: np.ndarray) -> np.ndarray:
        """Polygon points, float32 (n, 2), on a face of (468 or more, 2 or more); those of a missing iris lie on point 0."""
        points = points[:, :2]
        index = self.index if len(points) >= POINTS else np.where(self.index < len(points), self.index, 0)
        return np.einsum("nkc,nk->nc", points[index], self.weight)


@lru_cache(maxsize=256)
def make(layers: tuple[Layer, ...]) -> Plan:
    """Gather what `layers` use; shapes used more than once are placed once.

    Raises:
        KeyError: an unknown shape.
        ValueError: a sum of shapes whose points differ in number.
    """
    gathered: list[np.ndarray] = []
    places: dict[Entry, slice] = {}
    for entry in (entry for layer in layers for entry in (*layer.add, *layer.subtract, *layer.clip)):
        if entry not in places:
            made = _sum(entry)
            places[entry] = slice(len(gathered), len(gathered) + len(made))
            gathered += made
    starts = np.cumsum([0, *map(len, gathered)])
    parts = []
    for layer in layers:
        numbers = ([number for entry in part for number in range(len(gathered))[places[entry]]] for part in _lists(layer))
        parts.append(tuple(_part(gathered, starts, found) for found in numbers))
    rows = np.concatenate(gathered) if gathered else np.zeros((0, POINTS))
    index, weight = _sparse(rows)
    irises = tuple(any(shapes.needs_iris(name) for name in layer.shapes()) for layer in layers)
    return Plan(index, weight, tuple(parts), irises)


def _sparse(rows):
    """The columns of (n, m) where it is not 0, as (n, k) padded with column 0, and what is there, padded with 0."""
    row, column = np.nonzero(rows)
    counts = np.bincount(row, minlength=len(rows))
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = len(rows), max(1, counts.max(initial=0))
    index, weight = np.zeros(shape, np.intp), np.zeros(shape, np.float32)
    index[row, place], weight[row, place] = column, rows[row, column]
    return index, weight


def _lists(layer):
    return layer.add, layer.subtract, layer.clip


def _part(gathered, starts, numbers):
    index = np.concatenate([np.arange(starts[number], starts[number + 1]) for number in numbers]) if numbers else np.zeros(0, int)
    lengths = [len(gathered[number]) for number in numbers]
    return Part(index, np.cumsum([0, *lengths])[:-1], _groups([gathered[number] for number in numbers]))


def _groups(polygons):
    """Which polygons touch on the canonical face, one through the other."""
    groups: list[tuple[np.ndarray, list[int]]] = []
    for number, polygon in enumerate(polygons):
        places = outline(polygon)
        box, members = np.concatenate([places.min(axis=0) - NEAR, -places.max(axis=0) - NEAR]), [number]
        apart = []
        for other, others in groups:
            if (box[:2] <= -other[2:]).all() and (other[:2] <= -box[2:]).all():
                box, members = np.minimum(box, other), others + members
            else:
                apart.append((other, others))
        groups = [*apart, (box, members)]
    return tuple(np.array(members) for _, members in groups)


def _sum(entry: Entry) -> list[np.ndarray]:
    if isinstance(entry, str):
        return list(shapes.polygons(entry))
    terms = [[factor * polygon for polygon in shapes.polygons(name)] for name, factor in entry]
    return [sum(polygons) for polygons in zip(*terms, strict=True)]
