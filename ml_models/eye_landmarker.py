"""The outline of an eye: MediaPipe Iris (Ablavatski et al. 2020, arXiv:2006.11341) on LiteRT.

The face mesh hardly moves its eyelids when an eye closes; this network, which sees the eye alone, does.
"""

import numpy as np

from . import face_patch, presets, runtime
from .results import FaceMesh

PRESET = "eye-contour"
MARGIN = 2.3  # side of the square that the network sees, in widths of the eye
CORNERS = {"right": (33, 133), "left": (362, 263)}  # mesh points, from the image's left to its right


def detect_contour(image: np.ndarray, mesh: FaceMesh, side: str) -> np.ndarray:
    """The outline of one eye.

    Args:
        image: uint8 (height, width, 3), RGB.
        mesh: of a face in it.
        side: "right" or "left", the person's own.

    Returns:
        float32 (16, 2): outer corner, seven points of the lower lid, inner corner, seven of the upper lid from the
        outer corner; in the network's pixels, as if it were a right eye.
    """
    contour, _, _ = _look(image, mesh, side)
    return contour.reshape(-1, 3)[:16, :2]


def detect_iris(image: np.ndarray, mesh: FaceMesh, side: str) -> np.ndarray:
    """The iris of one eye.

    Args:
        image: uint8 (height, width, 3), RGB.
        mesh: of a face in it.
        side: "right" or "left", the person's own.

    Returns:
        float32 (5, 2), in the image's pixels: centre, right, top, left, bottom, as the viewer of an upright face sees them.
    """
    _, iris, back = _look(image, mesh, side)
    points = iris.reshape(5, 3)[:, :2].astype(np.float64)
    if side == "left":  # seen mirrored, where its left is its right
        points = points[[0, 3, 2, 1, 4]]
        points[:, 0] = presets.load(PRESET).input_size - 1 - points[:, 0]
    return face_patch.place(points, back).astype(np.float32)


def _look(image, mesh, side):
    """The network's answers, contour and iris, flat, and the way back from the patch; a left eye is seen mirrored."""
    preset = presets.load(PRESET)
    start, end = mesh.points[list(CORNERS[side]), :2]
    across = end - start
    patch, back = face_patch.cut(
        image, (start + end) / 2, MARGIN * float(np.hypot(*across)), float(np.arctan2(across[1], across[0])), preset.input_size
    )
    if side == "left":
        patch = patch[:, ::-1]
    network = runtime.interpreter(preset.path, runtime.spare_cores())
    network.set_tensor(network.get_input_details()[0]["index"], (patch.astype(np.float32) / preset.std)[None])
    network.invoke()
    iris, contour = sorted((network.get_tensor(detail["index"]) for detail in network.get_output_details()), key=np.size)
    return contour, iris, back


def openness(contour: np.ndarray) -> float:
    """The eye aspect ratio of a contour: the mean gap between the lids, at three places in the middle, over the width."""
    gaps = np.linalg.norm(contour[11:14] - contour[3:6], axis=1)
    return float(gaps.mean() / max(1e-6, np.linalg.norm(contour[8] - contour[0])))
