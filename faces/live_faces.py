"""What a live frame tells of one tracked face."""

from dataclasses import dataclass

import numpy as np

from faces.crops import Facts
from ml_models import eye_landmarker, face_attributes, face_embedder, face_quality, face_tracker, head_pose, presets, runtime
from ml_models.results import FaceAttributes, HeadPose, TrackedFace

ROOM = (0.06, 0.22, 0.06, 0.06)  # of the mesh's size, left, above, right and below: a mesh ends at the forehead


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One face of one frame. `points`: float32 (468, 3), the mesh; `chip`: the aligned crop, uint8 (150, 150, 3)."""

    points: np.ndarray
    pose: HeadPose
    attributes: FaceAttributes
    facts: Facts
    chip: np.ndarray


def look(image: np.ndarray, face: TrackedFace) -> Look:
    """Pose, eyes, quality and the crop of a face in this frame, uint8 (height, width, 3)."""
    mesh = face.mesh
    pose, attributes = head_pose.estimate(mesh, image.shape[1::-1]), face_attributes.describe(image, mesh)
    quality = face_quality.judge(image, mesh, pose, attributes)
    facts = Facts(
        yaw=round(pose.yaw, 1),
        pitch=round(pose.pitch, 1),
        sharpness=round(quality.sharpness, 1),
        brightness=round(quality.brightness, 3),
        fault=quality.reason,
    )
    return Look(mesh.points, pose, attributes, facts, face_embedder.align(image, mesh))


def box(face: TrackedFace) -> list[int]:
    """x, y, width and height around the face, in the frame's pixels."""
    low, high = face.mesh.points[:, :2].min(axis=0), face.mesh.points[:, :2].max(axis=0)
    size = high - low
    left, above, right, below = ROOM
    corner = low - size * (left, above)
    return [round(float(value)) for value in (*corner, *(high + size * (right, below) - corner))]


def warm() -> None:
    """Load what a recognition stream needs into the calling thread."""
    face_tracker.warm()
    face_embedder.warm()
    runtime.interpreter(presets.load(eye_landmarker.PRESET).path, runtime.spare_cores())
