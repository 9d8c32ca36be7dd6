"""Lip liner: a soft band along the outline of the lips, mostly within it."""

from .layers import Layer
from .parameters import color, number

NAME = "lip_liner"
LABEL = "Lip liner"
PARAMETERS = {
    "color": color("Shade", "#8e3a45"),
    "opacity": number("Strength", 0.5),
    "softness": number("Soft edge", 0.3),
}


def layers(color: str, opacity: float, softness: float) -> list[Layer]:
    return [
        Layer(
            kind="tint",
            add=("lip_line",),
            clip=("lip_flesh",),
            color=color,
            opacity=opacity,
            feather=0.003 + 0.014 * softness,
            edge=0.003,
        )
    ]
