"""The make-up network on a stream: `makeup_transfer` for the same faces again and again.

A flat face stays where it is while the head moves, so what the network adds to it hardly changes from frame to frame; what does
change is the camera's noise. It is averaged over the last frames.
"""

import numpy as np

from . import effects, makeup_alignment, makeup_transfer
from .makeup_transfer import Change, Reference
from .results import TrackedFace

NEWEST = 0.3  # share of the newest frame
CARRIED = {"foundation", "blush", "eye_shadow", "lipstick"}  # washes of colour; lines come out of the network faint


def divide(chosen: tuple[effects.Chosen, ...], strength: float) -> tuple[tuple[effects.Layer, ...], tuple[effects.Layer, ...]]:
    """Layers for the reference that the network carries over, at full strength, and those to be drawn on top of its answer."""
    return (
        effects.compile(tuple(effect for effect in chosen if effect.name in CARRIED)),
        effects.compile(tuple(effect for effect in chosen if effect.name not in CARRIED), strength),
    )


class MakeupStream:
    """The faces of one stream and what was added to each. Not for several threads at once."""

    def __init__(self):
        self._reference: Reference | None = None
        self._changes: dict[int, Change] = {}

    def put_on(self, image: np.ndarray, faces: list[TrackedFace], reference: Reference, strength: float = 1.0) -> np.ndarray:
        """A new image, uint8 (height, width, 3), with all faces made up like the reference. `strength`: 0..1."""
        before = self._changes if reference is self._reference else {}
        self._reference, self._changes = reference, {}
        for face in faces:
            found = makeup_transfer.find_change(makeup_alignment.lay_flat(image, face.mesh.points), reference)
            self._changes[face.id] = change = _steadied(before.get(face.id), found)
            image = makeup_transfer.put_on(image, face.mesh, change, strength)
        return image


def _steadied(old: Change | None, new: Change) -> Change:
    if old is None:
        return new
    return Change(*(mine + NEWEST * (theirs - mine) for mine, theirs in ((old.transforms, new.transforms), (old.residual, new.residual))))
