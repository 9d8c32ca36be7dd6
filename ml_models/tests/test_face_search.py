import cv2
import numpy as np
import pytest

from ml_models import face_search


def confirmed(image, faces):
    return face_search.distinct([pair for face in faces if (pair := face_search.confirm(image, face))])


def middle(face):
    return np.array([face.box.x + face.box.width / 2, face.box.y + face.box.height / 2])


def test_it_works(portrait):
    image = portrait()
    ((face, mesh),) = confirmed(image, face_search.search(image))

    assert np.linalg.norm(middle(face) - (224, 118)) < 15
    assert 80 < face.box.width < 130
    assert mesh.presence > 0.99


def test_every_face_of_a_large_group_is_found_once(group_photo):
    image, middles = group_photo
    found = confirmed(image, face_search.search(image))

    assert len(found) == len(middles) == 20
    for place in middles:
        assert min(np.linalg.norm(middle(face) - place) for face, _ in found) < 100
    areas = [face.box.width * face.box.height for face, _ in found]
    assert areas == sorted(areas, reverse=True)


def test_the_whole_photo_alone_would_miss_the_small_ones(portrait, monkeypatch):
    """Tiles are what finds a face of 1/32 of the photo's side."""
    image = np.full((1900, 2600, 3), 120, np.uint8)
    image[1500:1650, 2200:2350] = cv2.resize(portrait()[20:220, 125:325], (150, 150), interpolation=cv2.INTER_AREA)
    assert len(confirmed(image, face_search.search(image))) == 1

    monkeypatch.setattr(face_search, "TILE", 10_000)
    assert not face_search.search(image)


@pytest.mark.parametrize("name", ["coffee", "rocket", "page", "text", "chelsea", "brick", "coins", "hubble_deep_field"])
def test_where_nobody_is_nobody_is_found(name, portrait):
    image = portrait(name)
    assert not confirmed(image, [*face_search.search(image), *face_search.search_turned(image)])


@pytest.mark.parametrize("turn", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_turned_photo_gives_the_same_points(turn, portrait):
    image = portrait("grace_hopper")
    ((_, upright),) = confirmed(image, face_search.search(image))
    turned = cv2.rotate(image, turn)
    ((_, mesh),) = confirmed(turned, face_search.search(turned) or face_search.search_turned(turned))

    height, width = image.shape[:2]
    x, y = upright.points[:, 0], upright.points[:, 1]
    expected = {
        cv2.ROTATE_90_CLOCKWISE: np.stack([height - 1 - y, x], axis=1),
        cv2.ROTATE_180: np.stack([width - 1 - x, height - 1 - y], axis=1),
        cv2.ROTATE_90_COUNTERCLOCKWISE: np.stack([y, width - 1 - x], axis=1),
    }[turn]
    eye_distance = np.linalg.norm(upright.points[33] - upright.points[263])
    assert np.linalg.norm(mesh.points[:, :2] - expected, axis=1).mean() < 0.08 * eye_distance


def test_tiles_cover_a_side_and_overlap():
    for length in (641, 1000, 4000):
        starts = face_search._starts(length, 640)
        assert starts[0] == 0
        assert starts[-1] == length - 640
        assert max(np.diff(starts)) <= 480
    assert face_search._starts(500, 640) == [0]
