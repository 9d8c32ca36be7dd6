"""Brows: filled as with powder; the hairs' own contrast stays and grows a little."""

from .layers import Layer
from .parameters import color, number

NAME = "brows"
LABEL = "Brows"
PARAMETERS = {
    "color": color("Shade", "#3f2a20"),
    "opacity": number("Strength", 0.4),
    "softness": number("Soft edge", 0.4),
}


def layers(color: str, opacity: float, softness: float) -> list[Layer]:
    return [
        Layer(
            kind="tint",
            add=("brows",),
            color=color,
            opacity=opacity,
            feather=0.006 + 0.014 * softness,
            lightness=0.65,
            contrast=1.35,
        )
    ]
