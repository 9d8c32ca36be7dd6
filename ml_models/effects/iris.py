"""Iris tint, like a coloured lens: the pupil, the iris's own pattern and the reflected light stay."""

from .layers import Layer
from .parameters import color, number

NAME = "iris"
LABEL = "Eye colour"
PARAMETERS = {
    "color": color("Colour", "#4f7f9f"),
    "opacity": number("Strength", 0.45),
}


def layers(color: str, opacity: float) -> list[Layer]:
    return [
        Layer(
            kind="tint",
            add=("irises",),
            subtract=("pupils",),
            clip=("eyes",),
            color=color,
            opacity=opacity,
            feather=0.005,
            edge=0.006,
            lightness=0.55,
            contrast=1.15,
        )
    ]
