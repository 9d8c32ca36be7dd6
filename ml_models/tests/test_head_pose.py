import cv2
import numpy as np
import pytest

from ml_models import face_detector, face_geometry, face_landmarker, head_pose
from ml_models.results import FaceMesh

SIZE, FOCAL = (640, 480), 900  # not what it is without being told


def seen(yaw, pitch, roll, middle=(0, 0)):
    """The canonical face, turned, as a camera at 60 cm sees it."""
    vertices, _, _ = face_geometry.canonical_face()
    rotation = head_pose.line_of_sight(np.array([*middle, 60.0])) @ head_pose.to_matrix(yaw, pitch, roll)
    placed = (vertices * head_pose.FLIP) @ rotation.T + (*middle, 60)
    points = placed[:, :2] / placed[:, 2:] * FOCAL + np.array(SIZE) / 2
    return FaceMesh(np.column_stack([points, (placed[:, 2] - 60) * FOCAL / 60]).astype(np.float32), 1.0, 0.0)


def angles(pose):
    return np.array([pose.yaw, pose.pitch, pose.roll])


def mesh_of(image):
    return face_landmarker.detect_landmarks(image, face_detector.detect(image)[0])


@pytest.mark.parametrize("turn", [(0, 0, 0), (30, 0, 0), (-45, 10, 5), (0, 25, 0), (0, -25, 0), (20, 10, -40), (10, 5, 175)])
def test_it_works(turn):
    assert angles(head_pose.estimate(seen(*turn), SIZE, FOCAL)) == pytest.approx(turn, abs=0.2)


@pytest.mark.parametrize("turn", [(0, 0, 0), (20, -10, 5)])
def test_a_face_at_the_side_that_looks_at_the_camera_is_straight(turn):
    assert angles(head_pose.estimate(seen(*turn, middle=(20, 10)), SIZE, FOCAL)) == pytest.approx(turn, abs=0.2)


def test_the_focal_length_hardly_matters_for_who_looks_at_the_camera(portrait):
    image = portrait()
    mesh, size = mesh_of(image), image.shape[1::-1]
    near, far = (angles(head_pose.estimate(mesh, size, focal)) for focal in (512, 4000))
    assert near == pytest.approx(far, abs=6)


def test_an_untold_focal_length_is_the_longer_side():
    mesh = seen(25, -15, 10, middle=(15, 10))
    for size in (SIZE, SIZE[::-1]):
        assert angles(head_pose.estimate(mesh, size)) == pytest.approx(angles(head_pose.estimate(mesh, size, 640)), abs=1e-6)


def test_positive_is_right_up_and_clockwise():
    """As the viewer sees it: the nose's tip against the middle of the head, then the eyes' line."""
    straight, right, up, tilted = (seen(*turn).points for turn in ((0, 0, 0), (20, 0, 0), (0, 20, 0), (0, 0, 20)))
    assert right[4, 0] > straight[4, 0]
    assert up[4, 1] < straight[4, 1]
    assert tilted[263, 1] > tilted[33, 1]


def test_angles_and_matrix_agree():
    matrix = head_pose.to_matrix(25, -10, 60)
    assert angles(head_pose.from_matrix(matrix)) == pytest.approx((25, -10, 60))
    assert matrix @ matrix.T == pytest.approx(np.eye(3))


@pytest.mark.parametrize("name", ["astronaut", "grace_hopper"])
def test_a_mirrored_face_looks_the_other_way(name, portrait):
    image = portrait(name)
    size = image.shape[1::-1]
    yaw, pitch, roll = angles(head_pose.estimate(mesh_of(image), size))
    mirrored = angles(head_pose.estimate(mesh_of(np.ascontiguousarray(image[:, ::-1])), size))
    assert mirrored == pytest.approx((-yaw, pitch, -roll), abs=4)


@pytest.mark.parametrize("degrees", [-40, -20, 20, 40])
def test_a_rotated_photo_has_that_much_more_roll(degrees, portrait):
    image = portrait("grace_hopper")
    size = image.shape[1::-1]
    turn = cv2.getRotationMatrix2D((256, 240), -degrees, 1)  # OpenCV counts anticlockwise
    turned = cv2.warpAffine(image, turn, size, borderMode=cv2.BORDER_REPLICATE)
    difference = angles(head_pose.estimate(mesh_of(turned), size)) - angles(head_pose.estimate(mesh_of(image), size))
    assert difference[2] == pytest.approx(degrees, abs=4)
