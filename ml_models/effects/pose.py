"""How the head is turned: its axes from the tip of the nose, to the image's right, upwards, and ahead."""

from .layers import Layer
from .parameters import number

NAME = "pose"
LABEL = "Head pose"
PARAMETERS = {"opacity": number("Strength", 0.9)}
AXES = {"axis_x": "#e5484d", "axis_y": "#46a758", "axis_z": "#3e8ef7"}


def layers(opacity: float) -> list[Layer]:
    return [Layer(kind="lines", add=(axis,), color=color, opacity=opacity, width=0.014) for axis, color in AXES.items()]
