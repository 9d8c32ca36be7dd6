"""Teeth whitening: within the open mouth, and there only what is coloured like teeth."""

from .layers import Layer
from .parameters import number

NAME = "teeth"
LABEL = "Teeth whitening"
PARAMETERS = {"amount": number("Amount", 0.5)}


def layers(amount: float) -> list[Layer]:
    return [Layer(kind="whiten", add=("inner_mouth",), clip=("inner_mouth",), opacity=amount, feather=0.004)]
