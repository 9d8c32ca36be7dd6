import cv2
import numpy as np
import pytest

from ml_models import face_detector, face_geometry, face_landmarker, face_points


def mesh_of(image):
    return face_landmarker.detect_landmarks(image, face_detector.detect(image)[0])


def test_it_works(portrait):
    """Both sources agree to within a twentieth of the distance between the eyes, for most points."""
    for name in ("astronaut", "grace_hopper"):
        image = portrait(name)
        mesh = mesh_of(image)
        ours, theirs = (face_points.locate(image, mesh, source) for source in ("mesh", "dlib"))
        eye_distance = np.linalg.norm(ours[36:42].mean(axis=0) - ours[42:48].mean(axis=0))
        assert ours.shape == theirs.shape == (68, 2)
        assert np.median(np.linalg.norm(ours - theirs, axis=1)) < 0.05 * eye_distance


def test_the_order_is_that_of_ibug(portrait):
    image = portrait("grace_hopper")
    points = face_points.locate(image, mesh_of(image), "mesh")
    jaw, brows, nose, right_eye, left_eye, lips = np.split(points, [17, 27, 36, 42, 48])

    assert (np.diff(jaw[:, 0]) > 0).sum() >= 15  # from the image's left to its right
    assert jaw[:, 1].argmax() in {7, 8, 9}  # the chin in the middle
    assert (np.diff(brows[:, 0]) > 0).all()
    assert (np.diff(nose[:4, 1]) > 0).all()  # down the bridge
    assert right_eye[:, 0].max() < nose[:, 0].mean() < left_eye[:, 0].min()
    assert brows[:, 1].max() < right_eye[:, 1].min()
    assert lips[:, 1].min() > nose[:, 1].max() - 5


@pytest.mark.parametrize(
    ("corner", "upper", "end", "lower"),
    [
        (36, (37, 38), 39, (40, 41)),
        (42, (43, 44), 45, (46, 47)),
        (48, range(49, 54), 54, range(55, 60)),
        (60, (61, 62, 63), 64, (65, 66, 67)),
    ],
)
def test_eyes_and_lips_go_around_clockwise_from_the_images_left(corner, upper, end, lower):
    x, y = (face_geometry.mesh_to_68() @ face_geometry.canonical_face()[0][:, :2]).T  # y is up
    above, below = [corner, *upper, end], [end, *lower, corner]
    assert (np.diff(x[above]) > 0).all()
    assert (np.diff(x[below]) < 0).all()
    assert y[list(upper)].mean() > y[list(lower)].mean()


def test_nostrils_go_from_the_images_left_to_its_right():
    x = face_geometry.mesh_to_68()[31:36] @ face_geometry.canonical_face()[0][:, 0]
    assert (np.diff(x) > 0).all()
    assert abs(x[2]) < 0.01


def test_named_points_are_the_persons_own_sides():
    places = {name: face_geometry.canonical_face()[0][index] for name, index in face_geometry.NAMED.items()}
    for part in ("eye_corner", "mouth_corner"):
        assert places[f"right_{part}"][0] < -2 < 2 < places[f"left_{part}"][0]
    assert places["chin"][1] < places["right_mouth_corner"][1] < places["nose_tip"][1] < places["right_eye_corner"][1]


@pytest.mark.parametrize("source", ["mesh", "dlib"])
def test_points_turn_with_the_photo(source, portrait):
    image = portrait("grace_hopper")
    upright = face_points.locate(image, mesh_of(image), source)
    turn = cv2.getRotationMatrix2D((256, 240), 35, 1)
    turned_image = cv2.warpAffine(image, turn, (512, 600), borderMode=cv2.BORDER_REPLICATE)
    turned = face_points.locate(turned_image, mesh_of(turned_image), source)
    expected = upright @ turn[:, :2].T + turn[:, 2]
    assert np.linalg.norm(turned - expected, axis=1).mean() < 6  # pixels; the eyes are 90 apart


def test_each_of_the_68_is_a_mean_of_mesh_points():
    weights = face_geometry.mesh_to_68()
    assert weights.shape == (68, 468)
    assert weights.sum(axis=1) == pytest.approx(np.ones(68))
    assert (weights >= 0).all()


def test_the_free_source_is_the_default(monkeypatch):
    monkeypatch.delenv("FACE_LANDMARKS", raising=False)
    assert face_points.default_source() == "mesh"
