"""Are two pictures the same one, but for compression, size, light, a crop or a border?

A 64-bit fingerprint alone cannot tell among a million: of different outfits before the same plain backdrop some differ in few bits.
So corners are matched (ORB, Rublee et al. 2011), and counted where one shift, turn and scale carries them all over (RANSAC).
"""

import cv2
import numpy as np

from . import images

SIDE = 320
CORNERS = 500
RATIO = 0.8  # a match is one that is clearly nearer than the second nearest (Lowe 2004)
TOLERANCE = 4.0  # pixels
ENOUGH, SHARE = 20, 0.3  # matching corners: at least so many, and of the picture that has fewer this share


def is_same_picture(first: np.ndarray, second: np.ndarray) -> bool:
    """Args: two of uint8 (height, width, 3), RGB. A mirrored copy is another picture: mirror it back first."""
    return agreement(first, second) >= 1


def agreement(first: np.ndarray, second: np.ndarray) -> float:
    """How far the corners agree: from 1 on it is the same picture."""
    (points_a, marks_a), (points_b, marks_b) = _corners(first), _corners(second)
    if min(len(points_a), len(points_b)) < ENOUGH:
        return 1.0 if _looks_alike(first, second) else 0.0
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(marks_a, marks_b, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < RATIO * pair[1].distance]
    if len(good) < ENOUGH:
        return 0.0
    start, end = points_a[[match.queryIdx for match in good]], points_b[[match.trainIdx for match in good]]
    _transform, inliers = cv2.estimateAffinePartial2D(start, end, method=cv2.RANSAC, ransacReprojThreshold=TOLERANCE)
    number = 0 if inliers is None else int(inliers.sum())
    return min(number / ENOUGH, number / (SHARE * min(len(points_a), len(points_b))))


def _corners(image):
    """(corners, 2) points and (corners, 32) descriptors."""
    grey = cv2.cvtColor(images.shrink(image, SIDE), cv2.COLOR_RGB2GRAY)
    found, marks = cv2.ORB_create(CORNERS, fastThreshold=8).detectAndCompute(grey, None)
    return np.float32([corner.pt for corner in found]).reshape(-1, 2), marks


def _looks_alike(first, second):
    """For pictures without corners: the same grey, nearly everywhere."""
    small = [cv2.GaussianBlur(cv2.resize(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), (32, 32)), (5, 5), 0) for image in (first, second)]
    return float(cv2.absdiff(*small).mean()) < 6
