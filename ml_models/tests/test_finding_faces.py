import numpy as np
import pytest

from evaranks.sample_pictures import picture_path
from ml_models import face_detector, images


@pytest.fixture(scope="module")
def astronaut():
    return images.decode(picture_path("astronaut").read_bytes())


def test_it_works(astronaut):
    (face,) = face_detector.detect(astronaut)
    assert face.score > 0.7
    centre = face.box.x + face.box.width / 2, face.box.y + face.box.height / 2
    assert centre == pytest.approx((222, 120), abs=20)


@pytest.mark.parametrize("reach", ["short", "full"])
def test_the_points_lie_where_they_should(astronaut, reach):
    crop = astronaut[0:256, 96:352]
    face = face_detector.detect(crop, reach=reach)[0]
    right_eye, left_eye, nose, mouth, *_ears = face.keypoints
    assert right_eye[0] < nose[0] < left_eye[0]
    assert max(right_eye[1], left_eye[1]) < nose[1] < mouth[1]
    for x, y in (right_eye, left_eye, nose, mouth):
        assert face.box.x < x < face.box.x + face.box.width
        assert face.box.y < y < face.box.y + face.box.height


def test_wide_and_tall_pictures_give_the_same_place(astronaut):
    alone = face_detector.detect(astronaut)[0].box
    for padding in (((0, 0), (100, 300), (0, 0)), ((200, 50), (0, 0), (0, 0))):
        box = face_detector.detect(np.pad(astronaut, padding))[0].box
        assert box.x - padding[1][0] == pytest.approx(alone.x, abs=12)
        assert box.y - padding[0][0] == pytest.approx(alone.y, abs=12)


def test_two_people_are_two_faces(astronaut):
    two = np.hstack([astronaut, astronaut])
    assert len(face_detector.detect(two, min_score=0.4)) == 2


@pytest.mark.parametrize("name", ["coffee", "page", "brick"])
def test_nobody_there(name):
    assert face_detector.detect(images.decode(picture_path(name).read_bytes())) == []
