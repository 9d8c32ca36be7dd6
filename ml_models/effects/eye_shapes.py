"""Shapes of the eyes: lids, lash line, single lashes, irises. Written for the person's right eye, mirrored for the other."""

import numpy as np

from .face_shapes import both
from .geometry import LEFT_IRIS, RIGHT_IRIS, ellipse, mirror, mix, resample, rows, spline

# Rings around the eye from the outer to the inner corner: at the opening, at the lid's fold, and beyond.
UPPER = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (130, 247, 30, 29, 27, 28, 56, 190, 243),
    (226, 113, 225, 224, 223, 222, 221, 189, 244),
)
LOWER = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (130, 25, 110, 24, 23, 22, 26, 112, 243),
    (226, 31, 228, 229, 230, 231, 232, 233, 244),
)
BROW_EDGE = (46, 53, 52, 65, 55)
UPPER_LASHES, LOWER_LASHES = 26, 14


def _ring(side, ring):
    return rows(*side[ring])


def _opening(grow: float) -> np.ndarray:
    upper, lower = (mix(_ring(side, 0), _ring(side, 1), grow) for side in (UPPER, LOWER))
    return np.concatenate([spline(upper, 3), spline(lower, 3)[-2:0:-1]])


def eyes() -> list[np.ndarray]:
    return both(_opening(0.05))


def eye_areas() -> list[np.ndarray]:
    """With the lashes and the lids' edges."""
    return both(_opening(0.6))


def lids() -> list[np.ndarray]:
    """From the lashes to a little above the fold, reaching past the outer corner."""
    top = mix(_ring(UPPER, 1), _ring(UPPER, 2), np.array([0.6, 0.55, 0.5, 0.4, 0.35, 0.35, 0.35, 0.3, 0.2]))
    return both(np.concatenate([spline(top, 3), spline(_ring(UPPER, 0), 3)[::-1]]))


def creases() -> list[np.ndarray]:
    """Above the fold towards the brow, widest over the outer half."""
    brow = resample(rows(*BROW_EDGE), np.linspace(0, 1, 9))
    top = mix(_ring(UPPER, 2), brow, np.array([0.35, 0.42, 0.45, 0.42, 0.36, 0.28, 0.2, 0.12, 0.05]))
    low = mix(_ring(UPPER, 0), _ring(UPPER, 1), np.array([0.3, 0.5, 0.8, 1.0, 1.1, 1.1, 1.1, 1.1, 1.0]))
    return both(np.concatenate([spline(top, 3), spline(low, 3)[::-1]]))


def outer_corners() -> list[np.ndarray]:
    """The outer third: where a darker tone gives depth."""
    top = mix(_ring(UPPER, 1), _ring(UPPER, 2), 0.75)[:5]
    return both(np.concatenate([spline(top, 3), spline(_ring(UPPER, 0)[:4], 3)[::-1]]))


def lower_lids() -> list[np.ndarray]:
    near, far = (mix(_ring(LOWER, 0), _ring(LOWER, 1), share) for share in (0.1, 0.75))
    taper = np.linspace(1, 0.2, 9)
    return both(np.concatenate([spline(near, 2), spline(mix(near, far, taper), 2)[::-1]]))


def _wing():
    outer, inner, brow = rows(33, 133, 46)
    return 0.2 * (outer - inner) + 0.34 * (brow - outer)


def _liner(thickness: float, wing: float) -> list[np.ndarray]:
    lash_line = mix(_ring(UPPER, 0), _ring(UPPER, 1), 0.02)
    taper = np.array([1.0, 1.0, 0.95, 0.85, 0.75, 0.62, 0.46, 0.3, 0.12])
    top = lash_line + (thickness * taper)[:, None] * (_ring(UPPER, 1) - _ring(UPPER, 0))
    corner = mix(rows(33), rows(130), 0.55)
    tip = corner + (wing + 0.06) * _wing()
    top[:2] = mix(tip, top[2:3], np.array([0.36, 0.7]))
    below = spline(np.concatenate([tip, corner, lash_line[1:]]), 3)
    above = spline(np.concatenate([tip, top]), 3)
    outline = np.concatenate([below, above[:0:-1]])
    return [outline, mirror(outline)]


def _change(end, start):
    return [late - early for late, early in zip(end, start, strict=True)]


def liner() -> list[np.ndarray]:
    return _liner(0.1, 0.0)


def liner_thickness() -> list[np.ndarray]:
    return _change(_liner(0.8, 0.0), _liner(0.1, 0.0))


def liner_wing() -> list[np.ndarray]:
    return _change(_liner(0.1, 1.0), _liner(0.1, 0.0))


def lower_liner() -> list[np.ndarray]:
    near = mix(_ring(LOWER, 0), _ring(LOWER, 1), 0.08)[:7]
    far = mix(near, _ring(LOWER, 1)[:7], np.array([0.3, 0.28, 0.24, 0.2, 0.15, 0.1, 0.03]))
    return both(np.concatenate([spline(near, 3), spline(far, 3)[::-1]]))


def lash_line() -> list[np.ndarray]:
    """The dark root of the upper lashes."""
    low, high = (mix(_ring(UPPER, 0), _ring(UPPER, 1), share) for share in (-0.02, 0.16))
    return both(np.concatenate([spline(low, 3), spline(high, 3)[::-1]]))


def _lash(root, way, bend, thickness):
    """A curved, pointed stroke: a quadratic Bezier curve from `root`, through a control point off the straight way."""
    shares = np.array([0.0, 0.3, 0.6, 0.85])
    control, tip = root + 0.5 * way + bend, root + way
    curve = np.array([(1 - t) ** 2 * root + 2 * t * (1 - t) * control + t**2 * tip for t in shares])
    half = ((1 - shares) ** 0.7)[:, None] * thickness
    return np.concatenate([curve - half, [tip], (curve + half)[::-1]])


def _lashes(side, count, length) -> list[np.ndarray]:
    """Lashes fan out from the middle of the eye; every third is shorter."""
    upper = side is UPPER
    across = (rows(33) - rows(133))[0]  # outwards
    roots = resample(spline(mix(_ring(side, 0), _ring(side, 1), 0.06), 4), np.linspace(0.02, 0.9, count))
    ups = resample(spline(_ring(side, 1), 4), np.linspace(0.02, 0.9, count))
    middle = (rows(27) - rows(159))[0] if upper else (rows(23) - rows(145))[0]
    polygons = []
    for index, (root, up) in enumerate(zip(roots, ups, strict=True)):
        place = 1 - index / (count - 1)  # 0 at the inner corner, 1 at the outer one
        fan = (place - 0.42) * (0.34 if upper else 0.16)
        reach = (0.55 + 0.6 * place) * (0.78, 1.0, 0.9)[index % 3] * length
        way = reach * (0.8 * middle + 0.25 * (up - root) + (fan + 0.03 * np.sin(5.1 * index)) * across)
        bend = reach * (0.05 + 0.05 * place) * across - 0.06 * way
        lash = _lash(root, way, bend, (0.009 if upper else 0.005) * across)
        polygons += [lash, mirror(lash)]
    return polygons


def lashes() -> list[np.ndarray]:
    return _lashes(UPPER, UPPER_LASHES, 0.45)


def lashes_length() -> list[np.ndarray]:
    return _change(_lashes(UPPER, UPPER_LASHES, 1.45), lashes())


def lower_lashes() -> list[np.ndarray]:
    return _lashes(LOWER, LOWER_LASHES, 0.4)


def lower_lashes_length() -> list[np.ndarray]:
    return _change(_lashes(LOWER, LOWER_LASHES, 0.9), lower_lashes())


def _iris(points, scale):
    centre, right, top, left, bottom = rows(*points)
    return ellipse(centre, scale * (right - left) / 2, scale * (top - bottom) / 2)


def irises() -> list[np.ndarray]:
    return [_iris(RIGHT_IRIS, 0.93), _iris(LEFT_IRIS, 0.93)]


def pupils() -> list[np.ndarray]:
    return [_iris(RIGHT_IRIS, 0.36), _iris(LEFT_IRIS, 0.36)]


SHAPES = {
    "eyes": eyes,
    "eye_areas": eye_areas,
    "lids": lids,
    "creases": creases,
    "outer_corners": outer_corners,
    "lower_lids": lower_lids,
    "liner": liner,
    "liner.thickness": liner_thickness,
    "liner.wing": liner_wing,
    "lower_liner": lower_liner,
    "lash_line": lash_line,
    "lashes": lashes,
    "lashes.length": lashes_length,
    "lower_lashes": lower_lashes,
    "lower_lashes.length": lower_lashes_length,
    "irises": irises,
    "pupils": pupils,
}
