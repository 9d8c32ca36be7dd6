"""Which face of a photo is meant."""

from django.utils.translation import gettext as _

from accounts.refused import Refused
from faces.reading import ReadFace, read_photo
from ml_models.face_analyzer import NoFace


def choose_face(data: bytes, number: int | None = None) -> ReadFace:
    """The only face of a picture, or the one with this number, 0 being the largest.

    Raises:
        NoFace: there is none, or none of that number.
        Refused: "several_faces", and no number was given.
        ml_models.images.InvalidImage; ml_models.runtime.Busy.
    """
    faces = read_photo(data).faces
    if len(faces) > 1 and number is None:
        text = _("There are %(number)d faces in this picture. Say which one is meant.")
        raise Refused("several_faces", text % {"number": len(faces)})
    if len(faces) <= (number or 0):
        raise NoFace("photo")
    return faces[number or 0]
