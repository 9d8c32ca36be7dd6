"""The face mesh itself, for the curious."""

from .layers import Layer
from .parameters import color, number

NAME = "mesh"
LABEL = "Face mesh"
PARAMETERS = {
    "color": color("Colour", "#5ee0d0"),
    "opacity": number("Strength", 0.5),
}


def layers(color: str, opacity: float) -> list[Layer]:
    return [Layer(kind="lines", add=("mesh",), color=color, opacity=opacity, width=0.002)]
