"""Random make-up of the kinds that `effects` draws, every parameter over its whole range."""

import numpy as np

from ... import effects
from ...makeup_layout import layout
from .painting import random_color

# How often each is worn. What is no make-up, or smooths skin, is left out: colour transforms cannot smooth.
SHARES = {
    "foundation": 0.3,
    "blush": 0.6,
    "brows": 0.3,
    "eye_shadow": 0.7,
    "lipstick": 0.85,
    "lip_liner": 0.2,
    "lashes": 0.4,
    "eyeliner": 0.55,
}
COLORS = {"blush": "blush", "brows": "brows", "eye_shadow": "shadow", "lipstick": "lips", "lip_liner": "lips"}
# A foundation of another tone cannot be told from the reference's own skin.
FIXED = {"foundation": {"tone": "own"}}


def random_layers(random: np.random.Generator) -> tuple[effects.Layer, ...]:
    """Layers of a random set of effects."""
    items = [{"name": name} | _parameters(name, random) for name, share in SHARES.items() if random.random() < share]
    return effects.compile(effects.parse(items))


def render_flat(flat: np.ndarray, layers: tuple[effects.Layer, ...]) -> np.ndarray:
    """The layers on a flat face, uint8 (256, 256, 3): its mesh is the layout itself."""
    return effects.render(flat, [layout()], layers)


def _parameters(name, random):
    chosen = {}
    for key, parameter in effects.EFFECTS[name].PARAMETERS.items():
        if parameter.type == "color":
            red, green, blue = np.round(random_color(COLORS.get(name, name), random) * 255).astype(int).tolist()
            chosen[key] = f"#{red:02x}{green:02x}{blue:02x}"
        elif parameter.type == "number":
            chosen[key] = float(random.uniform(parameter.low + 0.1 * (parameter.high - parameter.low), parameter.high))
        else:
            chosen[key] = str(random.choice([value for value, *_ in parameter.choices]))
    return chosen | FIXED.get(name, {})
