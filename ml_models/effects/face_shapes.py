"""Shapes of lips, skin, cheeks and brows. Written for the person's right half (the image's left), mirrored for the other."""

import numpy as np

from ..face_geometry import BROWS, LIPS_INNER, LIPS_OUTER, OVAL, canonical_face, triangles
from .geometry import ellipse, forwards, mirror, mix, resample, rows, solid, spline

NOSTRILS = (98, 97, 2, 326, 327, 290, 289, 305, 4, 75, 59, 60)


def both(polygon: np.ndarray) -> list[np.ndarray]:
    """A polygon of the right half, and the left one's."""
    polygon = forwards(polygon)
    return [polygon, mirror(polygon)]


def lips() -> list[np.ndarray]:
    """The mesh's outline runs a little within the lips."""
    return [spline(mix(rows(*LIPS_OUTER), rows(*LIPS_INNER), -0.05), 3, closed=True)]


def lip_flesh() -> list[np.ndarray]:
    """Upper and lower lip, far beyond their outline but not into the open mouth.

    The mesh opens its lips a little while they are shut. So each lip is drawn as the mesh has it, and again reaching
    into the mouth, by less the wider it gapes: the two lips overlap in a shut mouth, and in an open one nothing is added.
    """
    polygons = []
    along = np.minimum(1, 3 * np.sin(np.linspace(0, np.pi, 11)))[:, None]  # not at the corners
    for half, edges in ((slice(0, 11), (0, 13)), (slice(10, 21), (17, 14))):
        outer, inner = ((*ring, ring[0])[half] for ring in (LIPS_OUTER, LIPS_INNER))
        opposite = rows(*[LIPS_INNER[-LIPS_INNER.index(index)] for index in inner])
        outer, inner, (edge, opening) = rows(*outer), rows(*inner), rows(*edges)
        reaching = inner + along * (0.22 * (opening - edge) - 0.42 * (opposite - inner))
        for end in (inner, reaching):
            polygons.append(np.concatenate([spline(mix(outer, inner, -0.8), 3), spline(end, 3)[::-1]]))
    return polygons


def inner_mouth() -> list[np.ndarray]:
    return [spline(rows(*LIPS_INNER), 2, closed=True)]


def lip_line() -> list[np.ndarray]:
    """A band along the outline of the lips, half of it within."""
    outer, inner = spline(rows(*LIPS_OUTER), 3, closed=True), spline(rows(*LIPS_INNER), 3, closed=True)
    middle = outer.mean(axis=0)
    beyond = mix(outer, middle, -0.035)
    within = mix(outer, inner, 0.16)
    return [np.concatenate([beyond, beyond[:1], within[:1], within[::-1]])]


def lip_shine() -> list[np.ndarray]:
    """Where gloss catches the light: the fullest part of the lower lip, and two peaks above."""
    lower = resample(rows(84, 17, 314), np.linspace(0, 1, 7))
    upper_edge = resample(rows(87, 14, 317), np.linspace(0, 1, 7))
    rise = np.sin(np.linspace(0, np.pi, 7))
    band = np.concatenate([mix(upper_edge, lower, 0.42 - 0.1 * rise), mix(upper_edge, lower, 0.42 + 0.1 * rise)[::-1]])
    return [forwards(band)]


def face() -> list[np.ndarray]:
    """Up to the hairline, a little above where the mesh ends."""
    outline = rows(*OVAL)
    height = rows(10)[0] - rows(9)[0]
    rise = np.clip(((outline - rows(9)[0])[:, :468] @ canonical_face()[0])[:, 1] / (height[:468] @ canonical_face()[0])[1], 0, 1)
    return [spline(outline + 0.14 * (rise**2)[:, None] * height, 2, closed=True)]


def nostrils() -> list[np.ndarray]:
    return [rows(*NOSTRILS)]


def brows() -> list[np.ndarray]:
    """From the inner end, full, to the tail, thin."""
    upper, lower = (spline(rows(*edge), 4) for edge in BROWS[0])
    shares = np.linspace(0, 1, len(upper))  # from the tail
    full = np.clip(0.35 + 1.2 * shares, 0, 1)
    middle = mix(upper, lower, 0.55)
    return both(np.concatenate([mix(middle, mix(upper, lower, 0.2), full), mix(middle, mix(upper, lower, 0.96), full)[::-1]]))


def _cheek(centre, across, up, power=2.0):
    """An ellipse in canonical centimetres around a mixture of mesh points: it lies on the cheek, which smiles."""
    unit = solid([(0, 0, 0), (1, 0, 0), (0, 1, 0)])
    vectors = (unit[1:] - unit[0]).T
    return both(ellipse(centre, vectors @ np.array(across), vectors @ np.array(up), power=power))


def cheek_apples() -> list[np.ndarray]:
    return _cheek(rows(50, 205, 117, 123).mean(axis=0), (1.55, 0.15), (-0.1, 1.2))


def cheek_bones() -> list[np.ndarray]:
    return _cheek(rows(117, 123, 116, 50).mean(axis=0), (1.9, -0.95), (0.4, 0.75))


def cheek_temples() -> list[np.ndarray]:
    outer, inner = rows(143, 116, 123, 50), rows(156, 35, 117, 101)
    return both(spline(np.concatenate([outer, rows(36), inner[::-1]]), 3, closed=True))


def sun_band() -> list[np.ndarray]:
    path = rows(123, 50, 101, 198, 5, 420, 330, 280, 352)
    above = rows(116, 117, 119, 217, 195, 437, 348, 346, 345)
    return [forwards(np.concatenate([spline(path, 2), spline(above, 2)[::-1]]))]


def mesh() -> list[np.ndarray]:
    return [rows(*triangle) for triangle in triangles().astype(int)]


def _axis(x, y, z):
    start = np.array([0.0, -0.5, 6.8])  # the tip of the nose
    return [solid([start, start + np.array([x, y, z])])]


SHAPES = {
    "lips": lips,
    "lip_flesh": lip_flesh,
    "inner_mouth": inner_mouth,
    "lip_line": lip_line,
    "lip_shine": lip_shine,
    "face": face,
    "nostrils": nostrils,
    "brows": brows,
    "cheek_apples": cheek_apples,
    "cheek_bones": cheek_bones,
    "cheek_temples": cheek_temples,
    "sun_band": sun_band,
    "mesh": mesh,
    "axis_x": lambda: _axis(6, 0, 0),
    "axis_y": lambda: _axis(0, 6, 0),
    "axis_z": lambda: _axis(0, 0, 6),
}
