"""Make-up for the faces of a picture: found, chosen, made up one after the other."""

from dataclasses import dataclass

import numpy as np

from . import face_analyzer, makeup_transfer
from .face_analyzer import NoFace
from .makeup_transfer import PARTS
from .results import BoundingBox

MOST_FACES = 10  # the largest so many of a picture


@dataclass(frozen=True, slots=True, eq=False)
class Beautified:
    """`image`: uint8, of the source's shape; `boxes`: every face found, largest first; `chosen`: the indices of those made up."""

    image: np.ndarray
    boxes: tuple[BoundingBox, ...]
    chosen: tuple[int, ...]


def beautify(
    image: np.ndarray,
    *,
    look: str = "",
    reference: np.ndarray | None = None,
    strength: float = 1.0,
    parts: tuple[str, ...] = PARTS,
    faces: list[int] | None = None,
) -> Beautified:
    """Carry a built-in look, or the make-up of a reference portrait, over to the faces of a picture.

    Args:
        image: uint8 (height, width, 3), RGB; not changed.
        look: name of a look, unless there is a `reference`.
        reference: uint8 (height, width, 3), RGB, of which the largest face gives its make-up.
        strength: 0..1; at 0 the picture comes back as it is.
        parts: some of PARTS.
        faces: which ones, by index, largest first; default all. An index beyond the last face is passed over.

    Raises:
        NoFace: "photo": in the picture; "chosen": among those chosen of it; "reference": in the reference.
        KeyError: there is no such look.
    """
    if reference is None:
        style = makeup_transfer.reference_from_look(look)
    else:
        models = _find(reference, 1)
        if not models:
            raise NoFace("reference")
        style = makeup_transfer.reference_from_image(reference, models[0].mesh)
    found = _find(image, MOST_FACES)
    chosen = tuple(index for index in range(len(found)) if faces is None or index in faces)
    if not chosen:
        raise NoFace("chosen" if found else "photo")
    done = image
    for index in chosen:
        done = makeup_transfer.transfer(done, found[index].mesh, style, strength=strength, parts=parts)
    return Beautified(done, tuple(entry.face.box for entry in found), chosen)


def _find(image, most):
    return face_analyzer.analyze(image, landmarks=False, attributes=False, max_faces=most).faces
