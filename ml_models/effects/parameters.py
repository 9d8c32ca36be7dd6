"""What an effect can be told: the page builds its controls from these, and `check` guards the renderer."""

import re
from dataclasses import asdict, dataclass


class InvalidEffect(ValueError):
    """Effects that cannot be drawn; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an effect.

    Attributes:
        type: "color" ("#rrggbb"), "number" (low..high) or "choice" (one of `choices`).
        label: English.
        choices: (key, label, color or None), ...
    """

    type: str
    label: str
    default: str | float
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    choices: tuple[tuple[str, str, str | None], ...] = ()

    def to_json(self) -> dict:
        """Only what matters for the type."""
        values = asdict(self)
        if self.type != "number":
            values = {key: value for key, value in values.items() if key not in {"low", "high", "step"}}
        choices = [{"value": key, "label": label, "color": color} for key, label, color in values.pop("choices")]
        return {**values, "choices": choices} if self.type == "choice" else values


def color(label: str, default: str) -> Parameter:
    return Parameter("color", label, default)


def number(label: str, default: float, low: float = 0.0, high: float = 1.0) -> Parameter:
    return Parameter("number", label, default, low, high)


def choice(label: str, default: str, **choices: str | tuple[str, str]) -> Parameter:
    """`choices`: key=label, or key=(label, color)."""
    table = tuple((key, *((told, None) if isinstance(told, str) else told)) for key, told in choices.items())
    return Parameter("choice", label, default, choices=table)


def check(parameter: Parameter, value):
    """The value as the effect takes it.

    Raises:
        InvalidEffect: of another type or out of range; the text does not name the parameter.
    """
    return CHECKS[parameter.type](parameter, value)


def _check_color(parameter, value):
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise InvalidEffect(f"needs a colour like {parameter.default}, got {value!r:.40}")
    return value.lower()


def _check_number(parameter, value):
    good = isinstance(value, int | float) and not isinstance(value, bool)
    if not good or not parameter.low <= value <= parameter.high:
        raise InvalidEffect(f"needs a number from {parameter.low:g} to {parameter.high:g}, got {value!r:.40}")
    return float(value)


def _check_choice(parameter, value):
    keys = [key for key, *_ in parameter.choices]
    if not isinstance(value, str) or value not in keys:
        raise InvalidEffect(f"needs one of {', '.join(keys)}, got {value!r:.40}")
    return value


CHECKS = {"color": _check_color, "number": _check_number, "choice": _check_choice}
