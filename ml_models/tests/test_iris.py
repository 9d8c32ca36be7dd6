import cv2
import numpy as np
import pytest

from ml_models import eye_landmarker, face_detector, face_landmarker

UPPER, LOWER = {"right": 159, "left": 386}, {"right": 145, "left": 374}


def mesh_of(image):
    return face_landmarker.detect_landmarks(image, face_detector.detect(image)[0])


@pytest.fixture
def hopper(portrait):
    return portrait("grace_hopper")


@pytest.mark.parametrize("side", ["right", "left"])
def test_it_works(side, hopper):
    mesh = mesh_of(hopper)
    iris = eye_landmarker.detect_iris(hopper, mesh, side)

    assert iris.shape == (5, 2)
    assert iris.dtype == np.float32
    centre, right, top, left, bottom = iris
    assert right[0] > centre[0] > left[0]
    assert bottom[1] > centre[1] > top[1]
    # An iris is as wide as two fifths of the eye's opening, and lies in it.
    eye = mesh.points[list(eye_landmarker.CORNERS[side]), :2]
    assert np.linalg.norm(right - left) == pytest.approx(0.4 * np.linalg.norm(eye[1] - eye[0]), rel=0.25)
    assert eye[0, 0] < centre[0] < eye[1, 0]
    assert mesh.points[UPPER[side], 1] < centre[1] < mesh.points[LOWER[side], 1]


@pytest.mark.parametrize("side", ["right", "left"])
def test_the_iris_is_darker_than_the_white_beside_it(side, hopper):
    iris = eye_landmarker.detect_iris(hopper, mesh_of(hopper), side)
    grey = cv2.GaussianBlur(cv2.cvtColor(hopper, cv2.COLOR_RGB2GRAY), (0, 0), 1.5)
    values = [int(grey[round(float(y)), round(float(x))]) for x, y in (iris[0], iris[0] + 1.4 * (iris[1] - iris[0]))]
    assert values[0] < values[1] - 10


def test_a_tilted_face_has_its_irises_in_the_same_places(hopper):
    height, width = hopper.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -15, 1)
    turned = cv2.warpAffine(hopper, turn, (width, height))
    straight, tilted = (eye_landmarker.detect_iris(image, mesh_of(image), "left") for image in (hopper, turned))
    assert np.abs(tilted - (straight @ turn[:, :2].T + turn[:, 2])).max() < 3
