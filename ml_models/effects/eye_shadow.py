"""Eye shadow in two tones: one on the lid, one in the crease and the outer corner."""

from .layers import Layer
from .parameters import color, number

NAME = "eye_shadow"
LABEL = "Eye shadow"
PARAMETERS = {
    "color": color("Lid", "#b98a72"),
    "crease": color("Crease", "#6f4436"),
    "opacity": number("Strength", 0.55),
    "shimmer": number("Shimmer", 0.2),
    "softness": number("Soft edge", 0.5),
    "lower": number("Under the eye", 0.25),
}
SPARED = ("eyes", "brows")


def layers(color: str, crease: str, opacity: float, shimmer: float, softness: float, lower: float) -> list[Layer]:
    soft = 0.008 + 0.024 * softness
    tint = {"kind": "tint", "subtract": SPARED, "clip": ("face",), "edge": 0.006, "cull": True, "gate": 20.0}
    return [
        Layer(add=("creases",), color=crease, opacity=0.7 * opacity, feather=1.3 * soft, lightness=0.55, **tint),
        Layer(add=("lids",), color=color, opacity=opacity, feather=soft, lightness=0.7, gloss=0.9 * shimmer, **tint),
        Layer(add=("outer_corners",), color=crease, opacity=0.75 * opacity, feather=soft, lightness=0.65, **tint),
        Layer(add=("lower_lids",), color=crease, opacity=lower * opacity, feather=0.8 * soft, lightness=0.6, **tint),
    ]
