"""Glasses, drawn in the canonical face's centimetres in front of it, so that they turn with the head.

Each frame has the same parts: `<frame>.rim` and `.lens` (what the rim surrounds), `.bridge`, `.arms`, `.shine` (on the
upper rim), `.glint` (on the lens).
"""

from functools import partial

import numpy as np

from .geometry import forwards, mirror, solid

EYE = np.array([-3.25, 2.5])  # where a lens has its middle
DEPTH = 5.4  # of the rim's middle, in front of the head's
WRAP = 0.045  # how far the front bends back to the sides
POINTS = 40

# Half width, half height; power of the rounded box; how much the outer upper and the inner lower part are drawn out;
# the rim's thickness below and above; height of the bridge above the lens's middle.
FRAMES = {
    "round": (2.25, 2.15, 2.0, 0.0, 0.0, 0.16, 0.2, 0.35),
    "square": (2.6, 1.85, 4.5, 0.05, 0.0, 0.3, 0.38, 0.65),
    "aviator": (2.75, 2.25, 2.6, 0.0, 0.28, 0.12, 0.14, 1.0),
    "cat_eye": (2.55, 1.75, 2.6, 0.42, 0.1, 0.22, 0.4, 0.45),
    "slim": (2.5, 1.35, 3.2, 0.05, 0.0, 0.14, 0.18, 0.35),
}


def _outline(frame: str, rim: float) -> np.ndarray:
    """(x, y) of the right lens, `rim` centimetres outside of it: (n, 2), clockwise for the viewer from the inner side."""
    half_width, half_height, power, wing, drop, _, _, _ = FRAMES[frame]
    angles = np.arange(POINTS) * 2 * np.pi / POINTS
    cosine, sine = np.cos(angles), -np.sin(angles)
    x = np.sign(cosine) * np.abs(cosine) ** (2 / power) * (half_width + rim)
    y = np.sign(sine) * np.abs(sine) ** (2 / power) * (half_height + rim)
    outer = np.clip(-x / half_width, 0, 1) * np.clip(0.3 + y / half_height, 0, 1)
    inner = np.clip(x / half_width, 0, 1) * np.clip(-y / half_height, 0, 1)
    return EYE + np.stack([x - 0.4 * wing * outer + inner * -drop, y + 1.6 * wing * outer**2 + 0.6 * drop * inner], axis=1)


def _thickness(frame, outline):
    """More above than below."""
    below, above = FRAMES[frame][5:7]
    share = np.clip((outline[:, 1] - EYE[1]) / FRAMES[frame][1], -1, 1) / 2 + 0.5
    return below + (above - below) * share


def _raise(places) -> np.ndarray:
    """(n, 2) on the front of the glasses as rows."""
    places = np.asarray(places, float)
    return solid(np.column_stack([places, DEPTH - WRAP * places[:, 0] ** 2]))


def _both(polygon):
    polygon = forwards(polygon)
    return [polygon, mirror(polygon)]


def lens(frame):
    return _both(_raise(_outline(frame, 0)))


def rim(frame):
    inside = _outline(frame, 0)
    beyond = _outline(frame, 1) - inside
    return _both(_raise(inside + beyond * _thickness(frame, inside)[:, None]))


def bridge(frame):
    half_width, _, _, _, _, below, above, height = FRAMES[frame]
    start = EYE[0] + half_width + 0.02
    x = np.linspace(start, -start, 9)
    arch = 0.22 * np.cos(np.linspace(-np.pi / 2, np.pi / 2, 9))
    thickness = 0.6 * (below + above) / 2 + 0.06
    upper, lower = (np.column_stack([x, EYE[1] + height + arch + sign * thickness]) for sign in (1, -1))
    bar = np.concatenate([upper, lower[::-1]])
    bars = [bar, bar + np.array([0, 0.75])] if frame == "aviator" else [bar]
    return [forwards(_raise(places)) for places in bars]


def shine(frame):
    """A thin light on the rim's upper side."""
    inside = _outline(frame, 0)
    beyond = (_outline(frame, 1) - inside) * _thickness(frame, inside)[:, None]
    part = slice(POINTS * 5 // 8, POINTS * 7 // 8 + 1)  # angles run clockwise: this is the upper quarter
    return _both(_raise(np.concatenate([(inside + 0.55 * beyond)[part], (inside + 0.75 * beyond)[part][::-1]])))


def glint(frame):
    """A slanted band of reflected light."""
    half_width, half_height = FRAMES[frame][:2]
    band = np.array([(-0.75, -1.1), (-0.2, -1.1), (0.5, 1.1), (-0.05, 1.1)]) * (half_width, half_height)
    return [_raise(EYE + band), _raise(np.array([-EYE[0], EYE[1]]) + band)]


def arms(frame):
    """From the rims to the ears; wound backwards, and so left out, where the face hides them."""
    half_width, half_height = FRAMES[frame][:2]
    x, y = EYE + np.array([-0.93 * half_width, 0.4 * half_height])
    hinge, ear = np.array([x, y, DEPTH - WRAP * x**2]), np.array([-7.25, 2.9, -1.2])
    width = np.array([0, 0.1 + 0.5 * FRAMES[frame][5], 0])
    return _both(solid([hinge + width, hinge - width, ear - 0.8 * width, ear + 0.8 * width]))


PARTS = {"lens": lens, "rim": rim, "bridge": bridge, "shine": shine, "glint": glint, "arms": arms}
SHAPES = {f"{frame}.{part}": partial(make, frame) for frame in FRAMES for part, make in PARTS.items()}
