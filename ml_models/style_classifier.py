"""Name the fashion style in a photo and tell where it was seen.

The maps are class activation maps (Zhou et al. 2016, arXiv:1512.04150), computed inside the network:
the class weights applied to every cell of the feature maps; their mean plus a bias is the logit.
"""

import numpy as np

from . import outfit, presets, regions, runtime, stages
from .results import StylePrediction

MAPS = 3


def classify(image: np.ndarray, preset: str | None = None) -> StylePrediction:
    """The style of the outfit in `image`. Safe to call from several threads.

    Args:
        image: uint8 (height, width, 3), RGB.
        preset: name of a style preset; the served one by default.

    Raises:
        ValueError: the image has another shape or dtype.
        presets.PresetError: no such preset.
    """
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"Expected a uint8 (height, width, 3) image, received {image.dtype} {image.shape}")
    chosen = presets.load(preset or presets.default_style())
    cut = outfit.cut_out(image, chosen.input_size)
    logits, outfit_logit, maps = infer(cut.image, chosen)
    probabilities = softmax(logits / chosen.temperature)
    order = np.argsort(-probabilities)
    reason = why_no_outfit(cut, outfit_logit, chosen.thresholds)
    sure = probabilities[order[0]] >= chosen.thresholds.get("sure", 0.0)
    best = np.maximum(maps[:, :, order[:MAPS]], 0.0)
    best = np.pad(best, ((0, 0), (0, 0), (0, MAPS - best.shape[2])))
    return StylePrediction(
        preset=chosen.name,
        labels=chosen.labels,
        probabilities=tuple(float(value) for value in probabilities),
        verdict="no_outfit" if reason else "sure" if sure else "unsure",
        reason=reason,
        maps=(best * (255.0 / max(best.max(), 1e-6))).astype(np.uint8),
        map_box=cut.box,
        regions=regions.strongest(best[:, :, 0], cut),
    )


@stages.timed("style")
def infer(cut: np.ndarray, preset: presets.Preset) -> tuple[np.ndarray, float, np.ndarray]:
    """uint8 (rows, columns, 3) cut-out -> float32 logits (classes,), one that there is an outfit
    (infinite where the network has none), and maps (rows, columns, classes)."""
    network = runtime.interpreter(preset.path, runtime.spare_cores())
    pixels = (cut.astype(np.float32) - preset.mean) / preset.std
    network.set_tensor(network.get_input_details()[0]["index"], pixels[None])
    network.invoke()
    outputs = [network.get_tensor(detail["index"])[0] for detail in network.get_output_details()]
    logits, maps = sorted(outputs, key=np.ndim)
    classes = maps.shape[2]
    return logits[:classes], float(logits[classes]) if len(logits) > classes else np.inf, maps


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def why_no_outfit(cut: outfit.Outfit, outfit_logit: float, thresholds: dict[str, float]) -> str:
    """Empty where there is an outfit to judge, else "no_person" or "face_only"."""
    if cut.area * cut.certainty < thresholds.get("person", 0.0):
        return "no_person"
    if cut.face is None and cut.certainty < thresholds.get("certainty", 0.0):
        return "no_person"
    if regions.body_to_face(cut) < thresholds.get("body_to_face", 0.0):
        return "face_only"
    if outfit_logit < thresholds.get("outfit", -np.inf):
        return "no_person"
    return ""
