"""The 68 points of iBUG 300-W on a face, from one of two sources.

"mesh" reads them off the 468 points. "dlib" asks dlib's regression trees (Kazemi and Sullivan 2014), whose file was
trained on iBUG 300-W: its terms exclude commercial use. dlib holds Python's lock for the two milliseconds this takes.
"""

import os
from functools import lru_cache

import numpy as np

from . import face_patch, presets
from .face_geometry import mesh_to_68
from .results import FaceMesh

SOURCES = {"mesh": "face-mesh", "dlib": "dlib-68"}  # their presets
MARGIN = 1.6  # side of dlib's patch, in heights of the mesh
# The box of dlib's own detector, in heights of the mesh: mean over generated portraits.
BOX_DROP, BOX_SIDE = 0.031, 0.961


def default_source() -> str:
    """FACE_LANDMARKS, else the mesh: it may be used for anything."""
    return os.environ.get("FACE_LANDMARKS", "mesh")


def locate(image: np.ndarray, mesh: FaceMesh, source: str) -> np.ndarray:
    """The 68 points in the iBUG order.

    Args:
        image: uint8 (height, width, 3), RGB.
        mesh: of one face in it.
        source: "mesh" or "dlib".

    Returns:
        float32 (68, 2), (x, y) in the image's pixels.
    """
    if source == "mesh":
        return mesh_to_68() @ mesh.points[:, :2]
    import dlib

    size = presets.load(SOURCES["dlib"]).input_size
    upright = np.array([[np.cos(mesh.angle), np.sin(mesh.angle)], [-np.sin(mesh.angle), np.cos(mesh.angle)]])
    level = mesh.points[:, :2] @ upright.T
    low, high = level.min(axis=0), level.max(axis=0)
    height = float(high[1] - low[1])
    patch, back = face_patch.cut(image, upright.T @ ((low + high) / 2), MARGIN * height, mesh.angle, size)
    middle, half = size / 2, BOX_SIDE * size / MARGIN / 2
    top = middle + BOX_DROP * size / MARGIN
    box = dlib.rectangle(round(middle - half), round(top - half), round(middle + half), round(top + half))
    shape = _predictor()(patch, box)
    points = np.array([(shape.part(index).x, shape.part(index).y) for index in range(68)], np.float64)
    return face_patch.place(points, back).astype(np.float32)


def warm(source: str) -> None:
    """Load what `locate` needs: dlib's file has 100 MB."""
    if source == "dlib":
        _predictor()


@lru_cache
def _predictor():
    import dlib

    return dlib.shape_predictor(str(presets.load(SOURCES["dlib"]).path))
