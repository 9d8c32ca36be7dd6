"""A face's measurements as sentences for a page without scripts: the same as static/js/lib/face-words.js says."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NOTICED, CLEAR, FAR = 5, 12, 30  # degrees: less than the first is straight
TURNS = {
    "yaw": (gettext_lazy("turned to the picture's right"), gettext_lazy("turned to the picture's left")),
    "pitch": (gettext_lazy("looking up"), gettext_lazy("looking down")),
    "roll": (gettext_lazy("tilted clockwise"), gettext_lazy("tilted anticlockwise")),
}
EYES = {  # (right open, left open)
    (True, True): gettext_lazy("Both open"),
    (False, False): gettext_lazy("Both closed"),
    (False, True): gettext_lazy("The right one closed: a wink?"),
    (True, False): gettext_lazy("The left one closed: a wink?"),
}
QUALITIES = {
    "": gettext_lazy("Good enough to recognise somebody by"),
    "cut_off": gettext_lazy("Part of the face is outside the picture"),
    "too_small": gettext_lazy("Too small: come closer"),
    "too_dark": gettext_lazy("Too dark: find some light"),
    "too_bright": gettext_lazy("Too bright: step out of the glare"),
    "turned_away": gettext_lazy("Turned too far away"),
    "too_blurry": gettext_lazy("Blurred: hold still, or wipe the lens"),
}


def describe(face: dict) -> dict[str, tuple[str, str]]:
    """A sentence and its numbers for each fact of a face of `analysis.face_json.faces_json`."""
    pose, eyes, mouth, quality, box = (face[name] for name in ("pose", "eyes", "mouth", "quality", "box"))
    angles = {name: _rounded(pose[name]) for name in TURNS}
    sides = {side: f"{eyes[side]['ratio']:.10g}" for side in ("right", "left")}
    size = {"width": _rounded(box["width"]), "height": _rounded(box["height"])}
    light = {"sharpness": f"{quality['sharpness']:.10g}", "brightness": f"{quality['brightness']:.10g}"}
    return {
        "head": (_head(angles), _("yaw {yaw}°, pitch {pitch}°, roll {roll}°").format(**angles)),
        "eyes": (EYES[eyes["right"]["open"], eyes["left"]["open"]], _("height to width: right {right}, left {left}").format(**sides)),
        "mouth": (_("Open") if mouth["open"] else _("Closed"), _("gap to width: {n}").format(n=f"{mouth['ratio']:.10g}")),
        "size": (
            _("{n} pixels between the eyes").format(n=_rounded(face["eye_distance"])),
            _("the face is {width} × {height} pixels").format(**size),
        ),
        "quality": (QUALITIES[quality["reason"]], _("sharpness {sharpness}, brightness {brightness}").format(**light)),
        "certainty": (_("{n}% sure that this is a face").format(n=_rounded(100 * face["score"])), ""),
    }


def summary(faces: int, ms: float) -> str:
    """What Eva says of a picture."""
    if not faces:
        return _("I see no face in this picture. Try one with more light, or come a little closer.")
    if faces == 1:
        return _("One face, measured in {ms} ms.").format(ms=_rounded(ms))
    return _("{n} faces, measured in {ms} ms. The largest comes first.").format(n=faces, ms=_rounded(ms))


def _head(angles):
    words = [_turned(angle, str(TURNS[name][angle < 0])) for name, angle in angles.items() if abs(angle) >= NOTICED]
    if not words:
        return _("Straight at the camera")
    sentence = _(", ").join(words)
    return sentence[0].upper() + sentence[1:]


def _turned(angle, what):
    if abs(angle) >= FAR:
        return _("far {what}").format(what=what)
    return _("slightly {what}").format(what=what) if abs(angle) < CLEAR else what


def _rounded(number) -> int:
    """As scripts round: a half goes up."""
    return math.floor(number + 0.5)
