"""Points, curves and polygons as weights of mesh points.

A row, float64 (478,), holds a point's weights; (n, 478) is a curve or a polygon. Whatever is linear (mixing, splines,
ellipses, offsets along a direction of the face) is done on rows once, and follows the face for good.
"""

from functools import lru_cache

import numpy as np

from ..face_geometry import canonical_face

POINTS = 478
RIGHT_IRIS, LEFT_IRIS = range(468, 473), range(473, 478)
ANCHORS = (127, 356, 234, 454, 168, 10, 4, 33, 263)  # temples, ears, bridge, forehead, tip of the nose, eyes


def rows(*indices: int) -> np.ndarray:
    """The mesh points themselves, (n, 478)."""
    return np.eye(POINTS)[list(indices)]


def mix(start: np.ndarray, end: np.ndarray, share) -> np.ndarray:
    """The way from `start` to `end`; `share` is a number or one for each row."""
    share = np.asarray(share, float)
    share = share[..., None] if share.ndim else share
    return start + share * (end - start)


def spline(control: np.ndarray, steps: int = 4, closed: bool = False) -> np.ndarray:
    """A Catmull-Rom curve through the rows, `steps` points a segment, the ends included."""
    if closed:
        padded = np.concatenate([control[-1:], control, control[:2]])
    else:
        padded = np.concatenate([2 * control[:1] - control[1:2], control, 2 * control[-1:] - control[-2:-1]])
    pieces = []
    for index in range(1, len(padded) - 2):
        a, b, c, d = padded[index - 1 : index + 3]
        for t in np.arange(steps) / steps:
            pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.array(pieces if closed else [*pieces, control[-1]])


def resample(curve: np.ndarray, shares) -> np.ndarray:
    """Rows at these shares, 0..1, of a curve's length on the canonical face."""
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(curve[:, :468] @ canonical_face()[0], axis=0), axis=1))])
    places = np.interp(np.asarray(shares) * lengths[-1], lengths, np.arange(len(curve)))
    step = np.minimum(places.astype(int), len(curve) - 2)
    return mix(curve[step], curve[step + 1], places - step)


def ellipse(centre: np.ndarray, across: np.ndarray, up: np.ndarray, points: int = 24, power: float = 2.0) -> np.ndarray:
    """An ellipse, or with a higher power a rounded box (Lame curve), around a row with two half axes, (478,) each."""
    angles = np.arange(points) * 2 * np.pi / points
    cosine, sine = np.cos(angles), np.sin(angles)
    round_x, round_y = (np.sign(wave) * np.abs(wave) ** (2 / power) for wave in (cosine, sine))
    return centre + round_x[:, None] * across - round_y[:, None] * up


def solid(places) -> np.ndarray:
    """Points fixed to the head: rows for (n, 3) places on the canonical face, in its centimetres, in front of it too.

    Weights of few points that hardly move with the expression, as even as can be: what lies in front moves past the
    face when it turns.
    """
    return np.concatenate([np.asarray(places, float), np.ones((len(places), 1))], axis=1) @ _solid_basis()


@lru_cache
def _solid_basis():
    anchors = list(ANCHORS)
    known = np.concatenate([canonical_face()[0][anchors], np.ones((len(anchors), 1))], axis=1)
    basis = np.zeros((4, POINTS))
    basis[:, anchors] = np.linalg.pinv(known)
    return basis


def outline(polygon: np.ndarray) -> np.ndarray:
    """Where rows lie on the canonical face, (n, 2): centimetres, x to the image's right, y downwards."""
    return polygon @ _flat()


@lru_cache
def _flat():
    places = canonical_face()[0][:, :2] * (1, -1)
    irises = [places[list(corners)].mean(axis=0) for corners in ((33, 133), (362, 263)) for _ in range(5)]
    return np.concatenate([places, irises])


def area(polygon: np.ndarray) -> float:
    """Twice the area on the canonical face as the viewer sees it: above zero where it is wound forwards."""
    x, y = outline(polygon).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


def forwards(polygon: np.ndarray) -> np.ndarray:
    """The polygon, wound so that it faces the viewer of a face that looks straight ahead."""
    return polygon if area(polygon) > 0 else polygon[::-1]


def mirror(polygon: np.ndarray) -> np.ndarray:
    """The same on the other half of the face, wound the same way."""
    return polygon[::-1, _partners()]


@lru_cache
def _partners() -> np.ndarray:
    """For each mesh point the one on the other half of the face: where its mirror image lies on the canonical face."""
    vertices = canonical_face()[0]
    mirrored = vertices * (-1, 1, 1)
    distance = np.linalg.norm(vertices[:, None] - mirrored[None], axis=2)
    # Centre, right, top, left, bottom of one iris are centre, left, top, right, bottom of the other.
    return np.concatenate([distance.argmin(axis=1), [473, 476, 475, 474, 477, 468, 471, 470, 469, 472]])
