"""Lipstick: the lips' own creases stay, the inner mouth and the teeth are left alone."""

from .layers import Layer
from .parameters import choice, color, number

NAME = "lipstick"
LABEL = "Lipstick"
PARAMETERS = {
    "color": color("Shade", "#b3123c"),
    "opacity": number("Coverage", 0.65),
    "finish": choice("Finish", "satin", matte="Matte", satin="Satin", gloss="Gloss"),
    "softness": number("Soft edge", 0.3),
}
FINISHES = {"matte": (0.6, 0.0), "satin": (0.85, 0.05), "gloss": (1.0, 0.7)}  # contrast, gloss


def layers(color: str, opacity: float, finish: str, softness: float) -> list[Layer]:
    contrast, gloss = FINISHES[finish]
    shine = Layer(kind="paint", add=("lip_shine",), clip=("lip_flesh",), color="#ffffff", opacity=0.3 * opacity, feather=0.012)
    return [
        Layer(
            kind="tint",
            add=("lips",),
            clip=("lip_flesh",),
            color=color,
            opacity=opacity,
            feather=0.003 + 0.016 * softness,
            edge=0.003,
            contrast=contrast,
            gloss=gloss,
        ),
        *([shine] if finish == "gloss" else []),
    ]
