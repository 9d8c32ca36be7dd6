"""Is this picture of a face good enough to recognise the person by later?

Light is judged by the face's brightest and darkest tenth, not by its mean, which would judge the skin.
"""

import cv2
import numpy as np

from . import face_patch
from .results import FaceAttributes, FaceMesh, FaceQuality, HeadPose

SIDE = 112  # pixels: the size at which faces are compared
SMALLEST = 30  # pixels between the eyes
DARK, BRIGHT = 0.25, 0.75  # the brightest tenth must lie above, the darkest below
BLURRED = 25.0  # variance of the Laplacian
FAR_YAW, FAR_PITCH = 35, 30  # degrees


def judge(image: np.ndarray, mesh: FaceMesh, pose: HeadPose, attributes: FaceAttributes) -> FaceQuality:
    """Sharpness, brightness and whether the face may be enrolled.

    Args:
        image: uint8 (height, width, 3), RGB.
        mesh, pose, attributes: of the same face.
    """
    low, high = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
    patch, _ = face_patch.cut(image, (low + high) / 2, float((high - low).max()), mesh.angle, SIDE)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY)
    sharpness = float(cv2.Laplacian(grey, cv2.CV_32F).var())
    inner = grey[SIDE // 5 : -SIDE // 5, SIDE // 5 : -SIDE // 5] / 255.0  # no hair, no background
    darkest, brightest = np.percentile(inner, [10, 90])
    height, width = image.shape[:2]
    faults = (
        ("cut_off", bool((low < 0).any() or high[0] > width or high[1] > height)),
        ("too_small", attributes.eye_distance < SMALLEST),
        ("too_dark", brightest < DARK),
        ("too_bright", darkest > BRIGHT),
        ("turned_away", abs(pose.yaw) > FAR_YAW or abs(pose.pitch) > FAR_PITCH),
        ("too_blurry", sharpness < BLURRED),
    )
    reason = next((name for name, found in faults if found), "")
    return FaceQuality(sharpness=sharpness, brightness=float(inner.mean()), usable=not reason, reason=reason)
