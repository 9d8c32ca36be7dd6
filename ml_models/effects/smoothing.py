"""Skin smoothing: blotches of middling size go, pores and edges stay; eyes, brows and lips are left alone."""

from .layers import Layer
from .parameters import number

NAME = "smoothing"
LABEL = "Skin smoothing"
PARAMETERS = {
    "amount": number("Amount", 0.5),
    "texture": number("Keep texture", 0.4, 0.0, 0.9),
}
SPARED = ("eye_areas", "brows", "lips", "nostrils")


def layers(amount: float, texture: float) -> list[Layer]:
    return [
        Layer(
            kind="smooth",
            add=("face",),
            subtract=SPARED,
            clip=("face",),
            opacity=amount,
            feather=0.02,
            edge=0.012,
            radius=0.03,
            texture=texture,
        )
    ]
