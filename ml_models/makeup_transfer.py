"""Carry the make-up of one face over to another: our own network, on LiteRT.

Source and reference are laid flat (`makeup_alignment`); the network answers with colour transforms and a thin residual,
which go back to the photo's own pixels within a soft mask of the face. After BeautyGAN (Li et al. 2018) in its aim,
HDRnet (Gharbi et al. 2017, arXiv:1707.02880) in its answer.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from . import effects, makeup_alignment, presets, runtime, stages
from .makeup_layout import SIZE, layout, part_masks
from .results import FaceMesh

PARTS = ("lips", "eyes", "skin")
STRIP = 256  # rows of the photo that are changed at once, so that a large one needs little memory
DARKEST = 0.33  # mean of skin, 0..1: one in a hundred faces that the network was trained on is darker
BRIGHTENED = 4.0  # at most so many times


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A face whose make-up is carried over. `flat`: uint8 (256, 256, 3), laid flat."""

    flat: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What is added to the pixels (r, g, b) of a flat face, 0..1.

    Attributes:
        transforms: float32 (64, 64, 12), for each cell the rows of a 3x4 matrix to multiply with (r, g, b, 1).
        residual: float32 (256, 256, 3), added besides.
    """

    transforms: np.ndarray
    residual: np.ndarray


def reference_from_image(image: np.ndarray, mesh: FaceMesh) -> Reference:
    """The make-up of a face in a picture.

    Args:
        image: uint8 (height, width, 3), RGB.
        mesh: of the face, in the image's pixels.
    """
    _check(image)
    return Reference(makeup_alignment.fill_hidden(makeup_alignment.lay_flat(image, mesh.points), mesh.points))


def reference_from_look(name: str) -> Reference:
    """A built-in look of `effects.LOOKS`, see `reference_from_layers`.

    Raises:
        KeyError: there is no such look.
    """
    return reference_from_layers(effects.compile(effects.parse(list(effects.LOOKS[name].effects))))


@lru_cache(maxsize=64)
def reference_from_layers(layers: tuple[effects.Layer, ...]) -> Reference:
    """Make-up as `effects` draws it, on a face that is nobody's: the mean of a thousand generated ones."""
    return Reference(effects.render(_plain_face(), [layout()], layers))


def transfer(
    image: np.ndarray, mesh: FaceMesh, reference: Reference, *, strength: float = 1.0, parts: tuple[str, ...] = PARTS
) -> np.ndarray:
    """The image with one face made up like the reference. Safe to call from several threads.

    Args:
        image: uint8 (height, width, 3), RGB; not changed.
        mesh: of the face, in the image's pixels.
        strength: 0..1, how much of the change is applied.
        parts: some of "lips", "eyes" and "skin" (cheeks included).

    Returns:
        A new image; outside the face, and everywhere at strength 0, its pixels are the image's.

    Raises:
        ValueError: another shape or dtype, a strength out of range, or an unknown part.
    """
    _check(image)
    if not 0 <= strength <= 1:
        raise ValueError(f"Expected a strength in 0..1, received {strength}")
    if unknown := set(parts) - set(PARTS):
        raise ValueError(f"Expected parts among {PARTS}, received {sorted(unknown)}")
    if strength == 0 or not parts:
        return image.copy()
    return put_on(image, mesh, find_change(makeup_alignment.lay_flat(image, mesh.points), reference), strength, parts)


def find_change(flat: np.ndarray, reference: Reference) -> Change:
    """What the network adds to a flat face, uint8 (256, 256, 3), so that it is made up like the reference."""
    gain = _gain(flat)
    transforms, residual = infer(cv2.convertScaleAbs(flat, alpha=gain), reference.flat)
    transforms[..., 3::4] /= gain
    return Change(transforms, residual / np.float32(gain))


def put_on(image: np.ndarray, mesh: FaceMesh, change: Change, strength: float = 1.0, parts: tuple[str, ...] = PARTS) -> np.ndarray:
    """A new image with a change on one face; arguments as in `transfer`, which checks them."""
    way = makeup_alignment.way_back(image.shape, mesh.points)
    if way is None:
        return image.copy()
    return _change(image, way, change, strength * sum(part_masks()[name] for name in parts))


def _gain(flat):
    """By how much a photo taken in the dark is brightened before the network sees it; what it adds is dimmed as much."""
    light = float(flat[part_masks()["skin"] > 0.5].mean()) / 255
    return float(np.clip(DARKEST / max(light, 1e-3), 1, BRIGHTENED))


@stages.timed("makeup")
def infer(source: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two flat faces, uint8 (256, 256, 3) -> what is added to the source's pixels (r, g, b), 0..1.

    Returns:
        float32 (64, 64, 12), the rows of 3x4 matrices to multiply with (r, g, b, 1), and float32 (256, 256, 3), added besides.
    """
    preset = presets.load(presets.default_makeup())
    network = runtime.interpreter(preset.path, runtime.spare_cores())
    pictures = {"source": source, "reference": reference}
    for detail in network.get_input_details():
        name = "source" if "source" in detail["name"] else "reference"
        network.set_tensor(detail["index"], (pictures[name].astype(np.float32) / np.float32(preset.std))[None])
    network.invoke()
    answers = [network.get_tensor(detail["index"])[0] for detail in network.get_output_details()]
    transforms, residual = sorted(answers, key=len)
    return transforms, residual


def _change(image, way, change, mask):
    """The image with the change worked out on the way's grid and applied to the photo's own pixels."""
    transforms = change.transforms
    extra = np.dstack([change.residual, mask]).astype(np.float32)
    grid = cv2.remap(extra, way.places, None, cv2.INTER_LINEAR)
    grid[..., 3] *= way.visible
    cells = (way.places + 0.5) * (transforms.shape[0] / SIZE) - 0.5  # as the network's training laid them out
    cells = np.ascontiguousarray(cells, np.float32)
    rows = [cv2.remap(transforms[..., 4 * c : 4 * c + 4], cells, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for c in range(3)]
    result = image.copy()
    width, height = way.right - way.left, way.bottom - way.top
    for start in range(0, height, STRIP):
        end = min(height, start + STRIP)
        part = result[way.top + start : way.top + end, way.left : way.right]
        fine = [_stretched(values, (width, height), start, end) for values in (grid, *rows)]
        part[:] = _changed(part, *fine)
    return result


def _stretched(values, size, start, end):
    """Rows start..end of `values` resized to (width, height): as cv2.resize does it, without the rest."""
    width, height = size
    x, y = values.shape[1] / width, values.shape[0] / height
    back = np.array([[x, 0, 0.5 * x - 0.5], [0, y, (start + 0.5) * y - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(values, back, (width, end - start), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _changed(part, extra, *rows):
    pixels = part.astype(np.float32) * np.float32(1 / 255)
    channels = cv2.split(pixels)
    mask = extra[..., 3]
    made = []
    for index, (own, row) in enumerate(zip(channels, rows, strict=True)):
        change = extra[..., index] + row[..., 3]
        for column in range(3):
            change += row[..., column] * channels[column]
        made.append((own + mask * change) * 255)
    return np.clip(np.round(cv2.merge(made)), 0, 255).astype(np.uint8)


@lru_cache
def _plain_face():
    with np.load(presets.WEIGHTS / f"{presets.default_makeup()}.npz") as stored:
        return stored["face"]


def _check(image):
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"Expected a uint8 (height, width, 3) image, received {image.dtype} {image.shape}")
