"""A face analysis as plain JSON values."""

import numpy as np

from ml_models.face_geometry import NAMED
from ml_models.results import AnalyzedFace, FacesAnalysis


def faces_json(analysis: FacesAnalysis, *, mesh: bool = False, matrix: bool = False) -> dict:
    """The body of an answer: `analysis.face_serializers.FacesSerializer` describes it, without the name."""
    elapsed = {stage: round(ms, 2) for stage, ms in analysis.elapsed_ms.items()}
    return {
        "width": analysis.width,
        "height": analysis.height,
        "face_count": len(analysis.faces),
        "faces": [_face(face, mesh, matrix) for face in analysis.faces],
        "presets": analysis.presets,
        "elapsed_ms": {**elapsed, "total": round(sum(analysis.elapsed_ms.values()), 2)},
    }


def _face(found: AnalyzedFace, mesh: bool, matrix: bool) -> dict:
    box, points = found.face.box, found.mesh.points
    body = {
        "box": {"x": round(box.x, 1), "y": round(box.y, 1), "width": round(box.width, 1), "height": round(box.height, 1)},
        "score": round(found.face.score, 4),
        "points": {name: _rounded(points[index, :2]) for name, index in NAMED.items()},
    }
    if found.landmarks is not None:
        body["landmarks"] = _rounded(found.landmarks)
    if mesh:
        body["mesh"] = _rounded(points)
    if found.attributes is not None:
        body |= _attributes(found, matrix)
    return body


def _attributes(found: AnalyzedFace, matrix: bool) -> dict:
    pose, facts, quality = found.pose, found.attributes, found.quality
    angles = {"yaw": round(pose.yaw, 2), "pitch": round(pose.pitch, 2), "roll": round(pose.roll, 2)}
    if matrix:
        angles["matrix"] = _rounded(pose.rotation, 6)
    return {
        "pose": angles,
        "eye_distance": round(facts.eye_distance, 1),
        "mouth": {"ratio": round(facts.mouth_ratio, 3), "open": facts.mouth_open},
        "eyes": {
            "right": {"ratio": round(facts.right_eye_ratio, 3), "open": not facts.right_eye_closed},
            "left": {"ratio": round(facts.left_eye_ratio, 3), "open": not facts.left_eye_closed},
        },
        "quality": {
            "sharpness": round(quality.sharpness, 1),
            "brightness": round(quality.brightness, 3),
            "usable": quality.usable,
            "reason": quality.reason,
        },
    }


def _rounded(values: np.ndarray, digits: int = 1) -> list:
    return np.round(values.astype(np.float64), digits).tolist()
