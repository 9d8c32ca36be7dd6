"""Whose face is it: dlib's 29-layer ResNet (King 2017, "High quality face recognition with deep metric learning") on LiteRT.

dlib itself takes part in tests alone: its own call holds Python's lock all the time that it takes.
"""

import numpy as np

from . import face_patch, presets, runtime, stages
from .results import FaceMesh

PRESET = "dlib-resnet-v1"
POINTS = (263, 362, 33, 133, 2)  # of the mesh: outer and inner corner of the left eye, of the right eye, base of the nose
# Where they lie, x and y, in the pixels of dlib's own 150 x 150 chips (five points, padding 0.25): mean over generated portraits.
# dlib's five points are not quite these places, so its own template would make faces 1.5 % too small.
PLACES = np.array([(112.6, 45.2), (88.0, 47.3), (34.9, 46.4), (58.6, 47.7), (72.9, 85.9)])


def embed(image: np.ndarray, mesh: FaceMesh, *, mirrored: bool = False) -> np.ndarray:
    """The face as 128 numbers, alike for pictures of one person.

    Args:
        image: uint8 (height, width, 3), RGB.
        mesh: of a face in it.
        mirrored: whether to average with the mirror image's embedding. It takes twice the time and is worth it for
            samples that are kept: of a thousand people enrolled so, those in bad pictures are found more often.

    Returns:
        float32 (128,). Embeddings are compared by `distance`, and only with those of the same preset.
    """
    chip = align(image, mesh)
    return (embed_chip(chip) + embed_chip(chip[:, ::-1])) / 2 if mirrored else embed_chip(chip)


def align(image: np.ndarray, mesh: FaceMesh) -> np.ndarray:
    """The face turned upright and scaled as dlib's `get_face_chip` does it, uint8 (150, 150, 3), RGB, black outside the image."""
    return cut_out(image, mesh)[0]


def cut_out(image: np.ndarray, mesh: FaceMesh) -> tuple[np.ndarray, np.ndarray]:
    """What `align` answers, and the (2, 3) matrix that takes its (x, y) to the image's."""
    size = presets.load(PRESET).input_size
    # The similarity that takes PLACES to the mesh's points with the least squares, in complex numbers.
    places, points = PLACES @ (1, 1j), mesh.points[list(POINTS), :2].astype(np.float64) @ (1, 1j)
    off = places - places.mean()
    factor = np.vdot(off, points) / np.vdot(off, off)
    middle = points.mean() + factor * (size / 2 * (1 + 1j) - places.mean())
    side = size * (size * abs(factor) - 1) / (size - 1)  # dlib lays the chip's outer pixels on the square's corners
    return face_patch.cut(image, (middle.real, middle.imag), side, float(np.angle(factor)), size)


@stages.timed("embed")
def embed_chip(chip: np.ndarray) -> np.ndarray:
    """What `embed` answers, for a face that `align` has cut out: uint8 (150, 150, 3) -> float32 (128,)."""
    preset = presets.load(PRESET)
    # Each further copy of these weights would take 30 MB, and a face wants 7 ms of it: threads take turns.
    with runtime.shared_interpreter(preset.path) as network:
        network.set_tensor(network.get_input_details()[0]["index"], chip.astype(np.float32)[None])
        network.invoke()
        return network.get_tensor(network.get_output_details()[0]["index"])[0]


def distance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Euclidean distance of embeddings (..., 128) and (..., 128)."""
    return np.linalg.norm(np.asarray(one) - np.asarray(other), axis=-1)


def warm() -> None:
    """Load the network."""
    with runtime.shared_interpreter(presets.load(PRESET).path):
        pass
