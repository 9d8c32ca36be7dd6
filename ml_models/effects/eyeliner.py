"""Eyeliner along the upper lash line, thicker outwards, drawn out to a wing; a finer line below on request."""

from .layers import Layer
from .parameters import color, number

NAME = "eyeliner"
LABEL = "Eyeliner"
PARAMETERS = {
    "color": color("Colour", "#17110f"),
    "opacity": number("Strength", 0.85),
    "thickness": number("Thickness", 0.3),
    "wing": number("Wing", 0.3),
    "lower": number("Lower line", 0.0),
    "softness": number("Smudge", 0.1),
}


def layers(color: str, opacity: float, thickness: float, wing: float, lower: float, softness: float) -> list[Layer]:
    upper = (("liner", 1.0), ("liner.thickness", thickness), ("liner.wing", wing))
    line = {"kind": "paint", "color": color, "feather": 0.0015 + 0.012 * softness}
    return [
        Layer(add=(upper,), opacity=opacity, **line),
        Layer(add=("lower_liner",), opacity=0.8 * lower * opacity, **line),
    ]
