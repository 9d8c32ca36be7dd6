"""Glasses that turn with the head: a shadow on the face, lenses, arms, rims and the light on them."""

from .layers import Layer
from .parameters import choice, color, number

NAME = "glasses"
LABEL = "Glasses"
PARAMETERS = {
    "frame": choice("Frame", "round", round="Round", square="Square", aviator="Aviator", cat_eye="Cat eye", slim="Slim"),
    "color": color("Frame colour", "#2a211d"),
    "lens": color("Lens colour", "#4a5a52"),
    "tint": number("Lens tint", 0.06, 0.0, 0.95),
}


def layers(frame: str, color: str, lens: str, tint: float) -> list[Layer]:
    rim, opening, bridge, arms, shine, glint = (f"{frame}.{part}" for part in ("rim", "lens", "bridge", "arms", "shine", "glint"))
    return [
        Layer(kind="paint", add=(rim, bridge), subtract=(opening,), color="#1a0f0a", opacity=0.22, feather=0.022, edge=0.02),
        Layer(kind="paint", add=(opening,), color=lens, opacity=tint, feather=0.002),
        Layer(kind="paint", add=(glint,), clip=(opening,), color="#ffffff", opacity=0.05 + 0.08 * tint, feather=0.02),
        Layer(kind="paint", add=(arms,), color=color, opacity=0.95, feather=0.002, cull=True),
        Layer(kind="paint", add=(rim, bridge), subtract=(opening,), color=color, opacity=0.97, feather=0.002, edge=0.002),
        Layer(kind="paint", add=(shine,), color="#ffffff", opacity=0.28, feather=0.004),
    ]
