"""Foundation: evens the skin towards one tone. "Own" is the person's own mean, right for everybody."""

from .layers import Layer
from .parameters import choice, number

NAME = "foundation"
LABEL = "Foundation"
TONES = {
    "porcelain": ("Porcelain", "#f0d5c4"),
    "ivory": ("Ivory", "#e8c4a8"),
    "beige": ("Beige", "#dab596"),
    "honey": ("Honey", "#c59b7b"),
    "caramel": ("Caramel", "#a67a5b"),
    "chestnut": ("Chestnut", "#7d5541"),
    "espresso": ("Espresso", "#523225"),
}
PARAMETERS = {
    "tone": choice("Tone", "own", own="My own", **TONES),
    "opacity": number("Coverage", 0.35),
}
SPARED = ("eye_areas", "brows", "lips", "nostrils")


def layers(tone: str, opacity: float) -> list[Layer]:
    return [
        Layer(
            kind="tint",
            add=("face",),
            subtract=SPARED,
            clip=("face",),
            color=None if tone == "own" else TONES[tone][1],
            opacity=opacity,
            feather=0.02,
            edge=0.012,
            lightness=0.5,
            contrast=0.93,
            gate=17.0,
        )
    ]
