"""Held-out portraits, the same make-up rendered on two of them, and what is compared with the truth."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000, lab2rgb, rgb2lab
from skimage.metrics import structural_similarity

from ml_models import effects, face_analyzer, images, makeup_alignment, makeup_transfer
from ml_models.makeup_layout import part_masks
from ml_models.results import FaceMesh
from ml_models.training.makeup import baselines
from ml_models.training.makeup.strokes import usual_shapes


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A picture, uint8 (height, width, 3), the mesh of its face, the person's group."""

    image: np.ndarray
    mesh: FaceMesh
    group: str


def read(files: list[tuple[Path, bool]], held_out: bool = True) -> list[Portrait]:
    """Those of the files that were held out from training (or those that were not) and show a face."""
    found = [(path, images.decode(path.read_bytes())) for path, out in files if out == held_out]
    return [Portrait(image, mesh, path.parent.name) for path, image in found if (mesh := find(image)) is not None]


def find(image: np.ndarray) -> FaceMesh | None:
    faces = face_analyzer.analyze(image, landmarks=False, attributes=False, max_faces=1).faces
    return faces[0].mesh if faces else None


def ours(source: Portrait, reference: makeup_transfer.Reference) -> np.ndarray:
    return makeup_transfer.transfer(source.image, source.mesh, reference)


def mean_colours(source: Portrait, reference: makeup_transfer.Reference) -> np.ndarray:
    """The rule-based renderer: lipstick, eye shadow and blush in the reference's mean colours, everything else as it is by default."""
    named = {"lipstick": "lips", "eye_shadow": "lids", "blush": "cheeks"}
    shapes = usual_shapes()
    colors = {effect: reference.flat[shapes[region] > 0.5].mean(axis=0).round().astype(int) for effect, region in named.items()}
    hexes = {effect: "#{:02x}{:02x}{:02x}".format(*color.tolist()) for effect, color in colors.items()}
    items = [{"name": effect, "color": color} for effect, color in hexes.items()]
    items[1]["crease"] = hexes["eye_shadow"]
    return effects.render(source.image, [source.mesh.points], effects.compile(effects.parse(items)))


def match_histograms(source: Portrait, reference: makeup_transfer.Reference) -> np.ndarray:
    """Each channel of Lab matched to the reference's, within lips, eyes and skin by itself."""
    own, other = rgb2lab(source.image).astype(np.float32), rgb2lab(reference.flat).astype(np.float32)
    result = own.copy()
    for mask in part_masks().values():
        soft = on_photo(source, mask)
        where = soft > 0.02
        matched = own.copy()
        for channel in range(3):
            matched[where, channel] = baselines.matched(own[where, channel], other[mask > 0.02, channel])
        result += soft[..., None] * (matched - own)
    return np.round(np.clip(lab2rgb(result), 0, 1) * 255).astype(np.uint8)


METHODS = {"network": ours, "mean_colours": mean_colours, "match_histograms": match_histograms, "unchanged": lambda source, _: source.image}


def on_photo(source: Portrait, mask: np.ndarray) -> np.ndarray:
    """A mask of the flat face, float32 (256, 256), where it lies on the portrait, float32 (height, width)."""
    way = makeup_alignment.way_back(source.image.shape, source.mesh.points)
    part = cv2.remap(mask.astype(np.float32), way.places, None, cv2.INTER_LINEAR) * way.visible
    result = np.zeros(source.image.shape[:2], np.float32)
    result[way.top : way.bottom, way.left : way.right] = cv2.resize(part, (way.right - way.left, way.bottom - way.top))
    return result


def compare(source: Portrait, result: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """PSNR (dB) and SSIM within the face, mean Delta E 2000 in lips, lids and cheeks."""
    face = on_photo(source, sum(part_masks().values())) > 0.5
    off = (result.astype(np.float32) - truth)[face]
    alike = structural_similarity(result, truth, channel_axis=2, full=True)[1].mean(axis=2)
    apart = deltaE_ciede2000(rgb2lab(result), rgb2lab(truth))
    figures = {"psnr_db": float(10 * np.log10(255**2 / max(float((off**2).mean()), 1e-2))), "ssim": float(alike[face].mean())}
    for name, mask in usual_shapes().items():
        figures[f"delta_e_{name}"] = float(apart[on_photo(source, mask) > 0.5].mean())
    return figures
