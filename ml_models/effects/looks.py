"""The named looks: sets of effects that go together, and the colours that stand for them."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Attributes:
    label: English.
    effects: as `effects.parse` takes them.
    swatches: two to four colours, lips first.
    """

    label: str
    effects: tuple[dict, ...]
    swatches: tuple[str, ...]

    def to_json(self) -> dict:
        """Lists instead of tuples; the effects are copies."""
        return {**asdict(self), "effects": [dict(effect) for effect in self.effects], "swatches": list(self.swatches)}


def _skin(amount: float, coverage: float = 0.2) -> tuple[dict, dict]:
    return {"name": "smoothing", "amount": amount}, {"name": "foundation", "opacity": coverage}


def _lips(color, opacity, finish="satin", **more):
    return {"name": "lipstick", "color": color, "opacity": opacity, "finish": finish, **more}


def _liner(color, opacity, softness=0.3):
    return {"name": "lip_liner", "color": color, "opacity": opacity, "softness": softness}


def _blush(color, opacity, placement="apples"):
    return {"name": "blush", "color": color, "opacity": opacity, "placement": placement}


def _shadow(lid, crease, opacity, shimmer=0.2, lower=0.2):
    return {"name": "eye_shadow", "color": lid, "crease": crease, "opacity": opacity, "shimmer": shimmer, "lower": lower}


def _line(thickness, wing, color="#17110f", opacity=0.85, lower=0.0, softness=0.1):
    parameters = {"thickness": thickness, "wing": wing, "color": color, "opacity": opacity, "lower": lower, "softness": softness}
    return {"name": "eyeliner", **parameters}


def _lashes(length, opacity=0.7, lower=0.2):
    return {"name": "lashes", "length": length, "opacity": opacity, "lower": lower}


def _brows(opacity, color="#3f2a20"):
    return {"name": "brows", "opacity": opacity, "color": color}


LOOKS = {
    "bare": Look(
        "Barely there",
        (*_skin(0.45), _blush("#d4766f", 0.14), _brows(0.2), _lashes(0.15, 0.5, 0.0), _lips("#b5655f", 0.3)),
        ("#b5655f", "#d4766f"),
    ),
    "rosewater": Look(
        "Rosewater",
        (
            *_skin(0.5),
            _blush("#d9667a", 0.26),
            _brows(0.25),
            _shadow("#c98f8c", "#94595c", 0.4),
            _lashes(0.3),
            _lips("#c04a63", 0.5, "gloss"),
        ),
        ("#c04a63", "#d9667a", "#c98f8c"),
    ),
    "classic_red": Look(
        "Classic red",
        (
            *_skin(0.5, 0.25),
            _blush("#cf6a60", 0.16, "lifted"),
            _brows(0.35),
            _shadow("#c9a58c", "#8a6450", 0.35, 0.1, 0.1),
            _lashes(0.4, 0.75),
            _line(0.3, 0.55),
            _lips("#a80f24", 0.8, "matte", softness=0.15),
            _liner("#8a0d1f", 0.4, 0.2),
        ),
        ("#a80f24", "#17110f", "#c9a58c"),
    ),
    "sunset": Look(
        "Sunset",
        (
            *_skin(0.45),
            _blush("#e07a4f", 0.28, "sun"),
            _brows(0.25),
            _shadow("#cc9168", "#97543c", 0.45, 0.35, 0.25),
            _lashes(0.35),
            _lips("#cc5a45", 0.55),
        ),
        ("#cc5a45", "#cc9168", "#97543c"),
    ),
    "berry": Look(
        "Berry",
        (
            *_skin(0.5, 0.25),
            _blush("#b84a66", 0.24, "lifted"),
            _brows(0.35),
            _shadow("#9a6a78", "#5c2f45", 0.5, 0.15, 0.3),
            _lashes(0.4),
            _line(0.2, 0.2),
            _lips("#701a3a", 0.75, "satin"),
            _liner("#551029", 0.4),
        ),
        ("#701a3a", "#9a6a78", "#b84a66"),
    ),
    "smoky": Look(
        "Smoky evening",
        (
            *_skin(0.5, 0.25),
            _blush("#b9645a", 0.18, "draped"),
            _brows(0.4),
            _shadow("#63564f", "#30261f", 0.7, 0.25, 0.6),
            _lashes(0.6, 0.85, 0.4),
            _line(0.4, 0.25, lower=0.6, softness=0.35),
            _lips("#a8716a", 0.5, "satin"),
        ),
        ("#a8716a", "#63564f", "#30261f"),
    ),
    "golden": Look(
        "Golden hour",
        (
            *_skin(0.5),
            _blush("#d47a58", 0.24, "lifted"),
            _brows(0.3),
            _shadow("#cf9f73", "#8a5c42", 0.5, 0.7, 0.3),
            _lashes(0.4),
            _line(0.18, 0.2, "#3a2414"),
            _lips("#b5604a", 0.55, "gloss"),
        ),
        ("#b5604a", "#cf9f73", "#8a5c42"),
    ),
    "peach": Look(
        "Peach sorbet",
        (
            *_skin(0.45),
            _blush("#ee8a6d", 0.28),
            _brows(0.2),
            _shadow("#e6a98a", "#bf7a62", 0.4, 0.3, 0.15),
            _lashes(0.25, 0.6),
            _lips("#e0705f", 0.45, "gloss"),
        ),
        ("#e0705f", "#ee8a6d", "#e6a98a"),
    ),
    "plum": Look(
        "Plum velvet",
        (
            *_skin(0.5, 0.25),
            _blush("#a85573", 0.22, "draped"),
            _brows(0.35),
            _shadow("#856a8c", "#4a3255", 0.5, 0.3, 0.3),
            _lashes(0.45, 0.75),
            _line(0.28, 0.4),
            _lips("#5a1c3f", 0.8, "matte"),
        ),
        ("#5a1c3f", "#856a8c", "#a85573"),
    ),
    "nude": Look(
        "Soft nude",
        (
            *_skin(0.55, 0.3),
            _blush("#c2796a", 0.2, "lifted"),
            _brows(0.35),
            _shadow("#bf9782", "#7a5546", 0.45, 0.1, 0.2),
            _lashes(0.4),
            _line(0.15, 0.1, "#2c1d17"),
            _lips("#a9675a", 0.6, "matte"),
            _liner("#7f4439", 0.45),
        ),
        ("#a9675a", "#bf9782", "#7a5546"),
    ),
    "ocean": Look(
        "Ocean",
        (
            *_skin(0.45),
            _blush("#d0767c", 0.16),
            _brows(0.25),
            _shadow("#74a3a8", "#35606f", 0.45, 0.5, 0.3),
            _lashes(0.4),
            _line(0.22, 0.35, "#12313f"),
            _lips("#bb6a6e", 0.4, "gloss"),
        ),
        ("#bb6a6e", "#74a3a8", "#35606f"),
    ),
    "retro": Look(
        "Retro wing",
        (
            *_skin(0.5, 0.3),
            _blush("#d45f66", 0.22),
            _brows(0.45),
            _shadow("#d8bfae", "#9a7664", 0.35, 0.1, 0.0),
            _lashes(0.55, 0.85),
            _line(0.5, 0.95),
            _lips("#b4182f", 0.75, "satin", softness=0.15),
            _liner("#96142a", 0.4, 0.2),
        ),
        ("#b4182f", "#17110f", "#d8bfae"),
    ),
}
