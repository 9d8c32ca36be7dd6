import cv2
import numpy as np
import pytest

from ml_models import face_attributes, face_detector, face_landmarker

UPPER = {"right": (33, 246, 161, 160, 159, 158, 157, 173, 133), "left": (362, 398, 384, 385, 386, 387, 388, 466, 263)}
LOWER = {"right": (33, 7, 163, 144, 145, 153, 154, 155, 133), "left": (362, 382, 381, 380, 374, 373, 390, 249, 263)}


def mesh_of(image):
    return face_landmarker.detect_landmarks(image, face_detector.detect(image)[0])


def with_closed_eyes(image, points, sides):
    """The upper lid's skin drawn down over the eye."""
    rows, columns = (axis.astype(np.float32) for axis in np.mgrid[0 : image.shape[0], 0 : image.shape[1]])
    for side in sides:
        upper, lower = points[list(UPPER[side]), :2], points[list(LOWER[side]), :2]
        for x in range(int(upper[0, 0]) + 1, int(upper[-1, 0]) + 1):
            top, bottom = np.interp(x, upper[:, 0], upper[:, 1]), np.interp(x, lower[:, 0], lower[:, 1])
            top, bottom = top - 0.5 * (bottom - top), bottom + 0.25 * (bottom - top)  # the mesh's eyes are narrower than these
            start = top - 1.2 * max(bottom - top, 2)
            y = np.arange(int(start), int(bottom) + 1)
            rows[y, x] = np.minimum(start + (y - start) * (top - start) / max(bottom - 0.5 - start, 1), top)
    return cv2.remap(image, columns, rows, cv2.INTER_LINEAR)


def test_it_works(portrait):
    image = portrait("grace_hopper")
    facts = face_attributes.describe(image, mesh_of(image))

    assert facts.eye_distance == pytest.approx(90, abs=5)
    assert not facts.mouth_open
    assert not facts.right_eye_closed
    assert not facts.left_eye_closed


def test_a_smile_with_teeth_is_an_open_mouth(portrait):
    image = portrait("astronaut")
    assert face_attributes.describe(image, mesh_of(image)).mouth_open


@pytest.mark.parametrize("sides", [("right",), ("left",), ("right", "left")])
def test_closed_eyes_are_told_apart(sides, portrait):
    image = cv2.resize(portrait("astronaut"), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    closed = with_closed_eyes(image, mesh_of(image).points, sides)
    facts = face_attributes.describe(closed, mesh_of(closed))
    assert facts.right_eye_closed == ("right" in sides)
    assert facts.left_eye_closed == ("left" in sides)


def test_lengths_grow_with_the_picture_and_ratios_do_not(portrait):
    image = portrait("astronaut")
    large = cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    small_facts, large_facts = (face_attributes.describe(each, mesh_of(each)) for each in (image, large))
    assert large_facts.eye_distance == pytest.approx(2 * small_facts.eye_distance, rel=0.03)
    assert large_facts.mouth_ratio == pytest.approx(small_facts.mouth_ratio, abs=0.04)
