"""Make-up and more on faces, as layers that the server and the page draw alike.

    chosen = effects.parse([{"name": "lipstick", "color": "#b3123c", "opacity": 0.6}])
    image = effects.render(image, [mesh.points], effects.compile(chosen))

Each effect is a module with NAME, LABEL, PARAMETERS and `layers(**parameters)`, and a line in EFFECTS.
"""

from dataclasses import dataclass, replace

from . import (
    blush,
    brows,
    eye_shadow,
    eyeliner,
    foundation,
    glasses,
    iris,
    lashes,
    lip_liner,
    lipstick,
    mesh,
    pose,
    shapes,
    smoothing,
    teeth,
)
from .layers import Layer
from .light import light_on
from .looks import LOOKS
from .parameters import InvalidEffect, check
from .renderer import render

__all__ = ["EFFECTS", "LOOKS", "Chosen", "InvalidEffect", "Layer", "compile", "describe", "light_on", "needs_iris", "parse", "render"]

# In the order in which they are drawn.
EFFECTS = {
    effect.NAME: effect
    for effect in (
        smoothing,
        foundation,
        blush,
        brows,
        eye_shadow,
        iris,
        teeth,
        lipstick,
        lip_liner,
        lashes,
        eyeliner,
        glasses,
        mesh,
        pose,
    )
}  # fmt: skip
OVERLAYS = {"glasses", "mesh", "pose"}  # things, not make-up: the strength of the whole does not thin them


@dataclass(frozen=True, slots=True)
class Chosen:
    """An effect and all its parameters."""

    name: str
    parameters: tuple[tuple[str, str | float], ...]


def parse(items: list[dict]) -> tuple[Chosen, ...]:
    """Check effects that came from outside: [{"name": ..., parameter: value, ...}]; left-out parameters take their defaults.

    Returns:
        In drawing order.

    Raises:
        InvalidEffect: not a list of such dicts, an unknown effect or parameter, a value out of range, or an effect given twice.
    """
    if not isinstance(items, list) or len(items) > len(EFFECTS):
        raise InvalidEffect(f"Effects need a list of at most {len(EFFECTS)}, got {type(items).__name__}" + _count(items))
    found = {}
    for item in items:
        name = item.get("name") if isinstance(item, dict) else None
        if not isinstance(name, str) or name not in EFFECTS:
            raise InvalidEffect(f"Unknown effect: {name!r:.40}; there are {', '.join(EFFECTS)}")
        if name in found:
            raise InvalidEffect(f"{name} is given twice")
        found[name] = Chosen(name, _parameters(name, {key: value for key, value in item.items() if key != "name"}))
    return tuple(found[name] for name in EFFECTS if name in found)


def compile(chosen: tuple[Chosen, ...], strength: float = 1.0) -> tuple[Layer, ...]:
    """The layers of these effects, make-up thinned to `strength`, 0..1."""
    result = []
    for effect in chosen:
        share = 1.0 if effect.name in OVERLAYS else strength
        for layer in EFFECTS[effect.name].layers(**dict(effect.parameters)):
            if layer.opacity * share > 0:
                result.append(replace(layer, opacity=layer.opacity * share))
    return tuple(result)


def needs_iris(layers: tuple[Layer, ...]) -> bool:
    """Whether any of these layers follows the irises: it is drawn only where a face has 478 points."""
    return any(shapes.needs_iris(name) for layer in layers for name in layer.shapes())


def describe() -> dict:
    """Effects with parameters and labels, the looks, and the shapes, for JSON."""
    return {
        "effects": [
            {
                "name": name,
                "label": effect.LABEL,
                "parameters": {key: parameter.to_json() for key, parameter in effect.PARAMETERS.items()},
            }
            for name, effect in EFFECTS.items()
        ],
        "looks": [{"name": name, **look.to_json()} for name, look in LOOKS.items()],
        "shapes": shapes.to_json(),
    }


def _parameters(name, given):
    known = EFFECTS[name].PARAMETERS
    for key in given:
        if key not in known:
            raise InvalidEffect(f"{name} has no parameter {key!r:.40}; it has {', '.join(known)}")
    checked = []
    for key, parameter in known.items():
        try:
            checked.append((key, check(parameter, given.get(key, parameter.default))))
        except InvalidEffect as error:
            raise InvalidEffect(f"{name}: {key} {error}") from None
    return tuple(checked)


def _count(items):
    return f" of {len(items)}" if isinstance(items, list) else ""
