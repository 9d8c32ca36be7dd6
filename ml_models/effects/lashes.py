"""Mascara: single lashes that fan out from a dark lash line."""

from .layers import Layer
from .parameters import color, number

NAME = "lashes"
LABEL = "Lashes"
PARAMETERS = {
    "color": color("Colour", "#14100f"),
    "opacity": number("Strength", 0.8),
    "length": number("Length", 0.45),
    "lower": number("Lower lashes", 0.3),
}


def layers(color: str, opacity: float, length: float, lower: float) -> list[Layer]:
    lash = {"kind": "paint", "color": color, "feather": 0.001}
    return [
        Layer(kind="paint", add=("lash_line",), color=color, opacity=0.6 * opacity, feather=0.003),
        Layer(add=((("lashes", 1.0), ("lashes.length", length)),), opacity=opacity, **lash),
        Layer(add=((("lower_lashes", 1.0), ("lower_lashes.length", length)),), opacity=0.7 * lower * opacity, **lash),
    ]
