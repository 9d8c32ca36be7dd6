"""What the developers' page tells: parameters, and where each field of the older face service went."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from analysis.face_serializers import FaceOptionsSerializer

# (field of the older service, where it is now, a remark)
OLD_FIELDS = [
    ("FileName", "name", _("the uploaded file's name; empty for JSON")),
    ("Success", _("the status code"), _("200 even where nobody is; 4xx and 5xx are problem documents")),
    ("Reason", "code, detail", _("of the problem document")),
    ("FacesCount", "face_count", _("any number, not exactly one")),
    ("TimeElapsed", "elapsed_ms", _("by stage and in total, in milliseconds")),
    ("FullFacialLandmarks", "faces[].landmarks", _("the same 68 points in the same order, as [x, y]")),
    ("EyeDistance", "faces[].eye_distance", _("in pixels")),
    ("BoundingBox.Left, Top, Width, Height", "faces[].box.x, y, width, height", _("in pixels")),
    ("Landmarks (chin, nose, eye corners, mouth corners)", "faces[].points", _("the same six, named")),
    ("Pose.Roll, Pitch, Yaw", "faces[].pose.roll, pitch, yaw", _("signed degrees; the matrix on request")),
    ("MouthOpen.score, status", "faces[].mouth.ratio, open", ""),
    ("EyesClosed.score, status", "faces[].eyes.right.ratio, open; faces[].eyes.left.ratio, open", _("each eye by itself")),
    ("EyesClosed.areas", "faces[].landmarks[36:42], [42:48]", _("the outlines of the eyes")),
    (_("setting: upsampling"), _("none needed"), _("large photos are searched at several scales")),
]

ERRORS = [
    (400, "invalid_image", _("not a picture, damaged, animated, too small, too narrow, or over 40 megapixels")),
    (400, "invalid", _("a parameter has an impossible value; errors names it")),
    (401, "not_authenticated, invalid_token", _("no token, an unknown one, or a revoked one")),
    (413, "too_large", _("a picture over 15 MB, or a JSON body over 21 MB")),
    (429, "throttled", _("too many pictures by you or from your address; Retry-After tells when to go on")),
    (503, "busy", _("every place in the queue is taken; Retry-After tells when to try again")),
]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    values: str
    default: str
    meaning: str


def parameters() -> list[Parameter]:
    """The options of a face analysis, from the serializer that reads them."""
    return [
        Parameter(name, _values(field), "" if field.default is serializers.empty else str(field.default), field.help_text)
        for name, field in FaceOptionsSerializer().get_fields().items()
    ]


def _values(field) -> str:
    if isinstance(field, serializers.ChoiceField):
        return ", ".join(field.choices)
    return f"{field.min_value} … {field.max_value}"
