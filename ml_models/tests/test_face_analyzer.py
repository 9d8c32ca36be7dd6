from dataclasses import replace

import cv2
import numpy as np
import pytest

from ml_models import face_analyzer, face_quality
from ml_models.images import shrink


def reason(image):
    (face,) = face_analyzer.analyze(image).faces
    assert face.quality.usable == (face.quality.reason == "")
    return face.quality.reason


def test_it_works(portrait):
    result = face_analyzer.analyze(portrait("grace_hopper"))
    (face,) = result.faces

    assert (result.width, result.height) == (512, 600)
    assert face.face.score > 0.8
    assert face.landmarks.shape == (68, 2)
    assert face.mesh.points.shape == (468, 3)
    assert abs(face.pose.yaw) < 10
    assert face.quality.usable
    assert set(result.elapsed_ms) == {"detect", "mesh", "landmarks", "pose", "attributes"}
    assert result.presets == {"detector": "blazeface-full", "mesh": "face-mesh", "eyes": "eye-contour", "landmarks": "face-mesh"}


def test_only_what_is_asked_for_is_worked_out(portrait):
    (face,) = face_analyzer.analyze(portrait(), landmarks=False, attributes=False).faces
    assert face.landmarks is face.pose is face.attributes is face.quality is None


def test_max_faces_keeps_the_largest(group_photo):
    image, _ = group_photo
    small = cv2.resize(image, (2000, 1500), interpolation=cv2.INTER_AREA)
    every = face_analyzer.analyze(small, attributes=False).faces
    two = face_analyzer.analyze(small, attributes=False, max_faces=2).faces
    assert len(every) == 20
    assert [face.face.box for face in two] == [face.face.box for face in every[:2]]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_group_that_lies_on_its_side_is_found_as_one_that_stands(quarters, group_photo):
    upright = shrink(group_photo[0], 2000)
    turned = np.ascontiguousarray(np.rot90(upright, -quarters))
    expected = face_analyzer.analyze(upright).faces
    found = face_analyzer.analyze(turned).faces

    assert len(found) == len(expected) == 20
    for face in found:
        off = (face.pose.roll - 90 * quarters + 180) % 360 - 180
        assert abs(off) < 10


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_portrait_that_lies_on_its_side_is_measured_as_one_that_stands(angle, portrait):
    image = portrait()
    (upright,) = face_analyzer.analyze(image).faces
    around = cv2.getRotationMatrix2D((255.5, 255.5), -angle, 1)
    (turned,) = face_analyzer.analyze(cv2.warpAffine(image, around, (512, 512))).faces

    expected = cv2.transform(upright.landmarks[None].astype(np.float64), around)[0]
    off = np.linalg.norm(turned.landmarks - expected, axis=1) / upright.attributes.eye_distance
    assert off.mean() < 0.04
    assert abs((turned.pose.roll - upright.pose.roll - angle + 180) % 360 - 180) < 2


def test_nobody_is_an_empty_answer(portrait):
    result = face_analyzer.analyze(portrait("coffee"))
    assert result.faces == ()


def test_the_image_is_left_as_it_was(portrait):
    image = portrait()
    before = image.copy()
    face_analyzer.analyze(image, source="dlib")
    assert np.array_equal(image, before)


def test_a_small_picture_is_searched_with_the_short_range_network(portrait):
    result = face_analyzer.analyze(np.ascontiguousarray(portrait()[20:220, 125:325]))
    assert len(result.faces) == 1
    assert result.presets["detector"] == "blazeface-short"


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda image: image, ""),
        (lambda image: (image * 0.1 + 229).astype(np.uint8), "too_bright"),
        (lambda image: (image * 0.15).astype(np.uint8), "too_dark"),
        (lambda image: cv2.GaussianBlur(image, (0, 0), 8), "too_blurry"),
        (lambda image: cv2.resize(image, (128, 150), interpolation=cv2.INTER_AREA), "too_small"),
        (lambda image: np.ascontiguousarray(image[:, 210:]), "cut_off"),
        (lambda image: np.ascontiguousarray(image[:, :300]), "cut_off"),
        (lambda image: np.ascontiguousarray(image[:290]), "cut_off"),
    ],
)
def test_a_face_that_cannot_be_enrolled_says_why(spoil, expected, portrait):
    assert reason(spoil(portrait("grace_hopper"))) == expected


@pytest.mark.parametrize(
    ("pose", "expected"),
    [
        ({"yaw": 34}, ""),
        ({"yaw": 36}, "turned_away"),
        ({"yaw": -36}, "turned_away"),
        ({"pitch": 31}, "turned_away"),
        ({"pitch": -31}, "turned_away"),
    ],
)
def test_a_face_that_is_turned_away_cannot_be_enrolled(pose, expected, portrait):
    image = portrait("grace_hopper")
    (face,) = face_analyzer.analyze(image).faces
    assert face_quality.judge(image, face.mesh, replace(face.pose, **pose), face.attributes).reason == expected
