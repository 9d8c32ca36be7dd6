"""Blush: colour on the cheeks; the skin keeps nearly its own lightness, so that it neither greys dark skin nor burns light skin."""

from .layers import Layer
from .parameters import choice, color, number

NAME = "blush"
LABEL = "Blush"
PARAMETERS = {
    "color": color("Shade", "#d9596a"),
    "opacity": number("Strength", 0.3),
    "placement": choice("Placement", "apples", apples="Apples", lifted="Lifted", draped="Draped", sun="Sun-kissed"),
    "softness": number("Soft edge", 0.5),
}
PLACEMENTS = {"apples": ("cheek_apples",), "lifted": ("cheek_bones",), "draped": ("cheek_temples",), "sun": ("sun_band",)}


def layers(color: str, opacity: float, placement: str, softness: float) -> list[Layer]:
    return [
        Layer(
            kind="tint",
            add=PLACEMENTS[placement],
            subtract=("eye_areas",),
            clip=("face",),
            color=color,
            opacity=opacity,
            feather=0.03 + 0.07 * softness,
            edge=0.022,
            lightness=0.3,
            cull=True,
        )
    ]
