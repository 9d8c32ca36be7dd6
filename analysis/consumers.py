"""The make-up mirror's socket: a person's frames, made up, or where their faces are for the page to make up itself."""

from dataclasses import dataclass, field, replace

import numpy as np
from django.utils.translation import gettext as _

from accounts.refused import Refused
from analysis.live import LiveConsumer
from analysis.live_format import pack_landmarks
from ml_models import effects, face_tracker, images, makeup_stream, makeup_transfer, runtime
from ml_models.face_geometry import canonical_face

OUTPUTS = ("image", "landmarks", "network")  # the last: an image, its colours put on by the make-up network
RANGES = {"strength": (0, 1), "quality": (40, 95)}
IRIS = ((0, 0), (5, 0), (0, -5), (-5, 0), (0, 5))  # around its centre, in pixels, for the face that is drawn once at start


@dataclass(frozen=True, slots=True)
class _Options:
    """What the last configure message left.

    `layers` belong to `effects` and `strength`. With the output "network", `worn` go through the network and `drawn` on top.
    """

    effects: list = field(default_factory=list)
    strength: float = 1.0
    output: str = "image"
    quality: int = 80
    layers: tuple = ()
    worn: tuple = ()
    drawn: tuple = ()
    irises: bool = False


def _warm() -> None:
    """Load the networks into every live thread and lay out every effect, so that the first frame does not wait (a third of a second)."""
    runtime.warm(face_tracker.warm, live=True)
    runtime.submit_live(_draw_once).result()


class EffectsConsumer(LiveConsumer):
    """`configure` takes any of effects, strength, output and quality; what it does not name stays."""

    kind, warm = "effects", staticmethod(_warm)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tracker = face_tracker.FaceTracker()
        self.makeup = makeup_stream.MakeupStream()
        self.options = _Options()

    async def configure(self, message: dict) -> dict:
        self.options = options = changed(self.options, message)
        layers = [layer.to_json() for layer in options.layers]
        return {"output": options.output, "quality": options.quality, "layers": layers, "needs_iris": options.irises}

    def process(self, data: bytes, time_s: float) -> bytes:
        options = self.options  # of one moment: configure may come at any
        image = images.decode_frame(data)
        faces = self.tracker.track(image, time_s, irises=options.irises)
        if options.output == "landmarks":
            return pack_landmarks(faces, image)
        layers = options.layers
        if options.output == "network":
            layers = options.drawn
            if faces and options.worn:
                image = self.makeup.put_on(image, faces, makeup_transfer.reference_from_layers(options.worn), options.strength)
        if faces and layers:
            image = effects.render(image, [face.points() for face in faces], layers)
        return images.encode_jpeg(image, options.quality)


def changed(options, message):
    """The options after a configure message. Raises Refused."""
    asked = {name: message.get(name, getattr(options, name)) for name in ("effects", "strength", "output", "quality")}
    if asked["output"] not in OUTPUTS:
        raise Refused("invalid_output", _("The output is image, landmarks or network."))
    for name, (lowest, highest) in RANGES.items():
        value = asked[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            raise Refused(f"invalid_{name}", _("{name} goes from {lowest} to {highest}.").format(name=name, lowest=lowest, highest=highest))
    try:
        chosen = effects.parse(asked["effects"])
    except effects.InvalidEffect as error:
        raise Refused("invalid_effect", str(error)) from None
    asked["quality"] = round(asked["quality"])
    layers = effects.compile(chosen, asked["strength"])
    worn, drawn = makeup_stream.divide(chosen, asked["strength"])
    return replace(options, **asked, layers=layers, worn=worn, drawn=drawn, irises=effects.needs_iris(layers))


def _draw_once():
    layers = effects.compile(effects.parse([{"name": name} for name in effects.EFFECTS]))
    vertices = canonical_face()[0]
    points = (vertices[:, :2] * (10, -10) + (160, 120)).astype(np.float32)
    irises = [points[corners].mean(axis=0) + ring for corners in ([33, 133], [362, 263]) for ring in IRIS]
    effects.render(np.full((240, 320, 3), 128, np.uint8), [np.concatenate([points, irises]).astype(np.float32)], layers)
    effects.needs_iris(layers)
