from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from evaranks.sample_pictures import picture_path
from ml_models import effects, face_analyzer, images, makeup_alignment, makeup_layout, makeup_transfer
from ml_models.results import FaceMesh

from .made_up import turned


def face_of(image):
    return face_analyzer.analyze(image, landmarks=False, attributes=False, max_faces=1).faces[0].mesh


@pytest.fixture(scope="module")
def photo():
    return images.decode(picture_path("astronaut").read_bytes())


@pytest.fixture(scope="module")
def mesh(photo):
    return face_of(photo)


@pytest.fixture(scope="module")
def red():
    return makeup_transfer.reference_from_look("classic_red")


def within(photo, mesh, part):
    """Where a part lies on the photo, bool (height, width)."""
    way = makeup_alignment.way_back(photo.shape, mesh.points)
    flat = cv2.remap(makeup_layout.part_masks()[part], way.places, None, cv2.INTER_LINEAR) * way.visible
    where = np.zeros(photo.shape[:2], bool)
    where[way.top : way.bottom, way.left : way.right] = cv2.resize(flat, (way.right - way.left, way.bottom - way.top)) > 0.8
    return where


def test_it_works(photo, mesh, red):
    made = makeup_transfer.transfer(photo, mesh, red)
    assert made.shape == photo.shape
    assert made.dtype == np.uint8
    lips = within(photo, mesh, "lips")
    redness = [lab[lips][:, 1].mean() for lab in (cv2.cvtColor(each, cv2.COLOR_RGB2LAB).astype(float) for each in (photo, made))]
    assert redness[1] > redness[0] + 5


def test_outside_the_face_nothing_changes(photo, mesh, red):
    kept = photo.copy()
    made = makeup_transfer.transfer(photo, mesh, red)
    hull = cv2.convexHull(np.round(mesh.points[:, :2]).astype(np.int32))
    outside = cv2.fillConvexPoly(np.zeros(photo.shape[:2], np.uint8), hull, 1) == 0
    assert (made[outside] == photo[outside]).all()
    assert (photo == kept).all()


def test_no_seam_at_the_faces_outline(photo, mesh, red):
    change = np.abs(makeup_transfer.transfer(photo, mesh, red).astype(int) - photo).max(axis=2).astype(np.uint8)
    hull = cv2.convexHull(np.round(mesh.points[:, :2]).astype(np.int32))
    rim = cv2.polylines(np.zeros(photo.shape[:2], np.uint8), [hull], True, 1, 2) > 0
    assert change[rim].max() <= 3


def test_strength_nought_gives_the_source(photo, mesh, red):
    assert (makeup_transfer.transfer(photo, mesh, red, strength=0.0) == photo).all()
    assert (makeup_transfer.transfer(photo, mesh, red, parts=()) == photo).all()


def test_half_the_strength_is_half_the_change(photo, mesh, red):
    whole, half = (makeup_transfer.transfer(photo, mesh, red, strength=strength).astype(float) - photo for strength in (1.0, 0.5))
    inner = (photo > 60).all(axis=2) & (photo < 200).all(axis=2)
    assert np.abs(half - whole / 2)[inner].mean() < 0.6


def test_in_the_dark_make_up_is_dark_too(photo, mesh, red):
    dim = (photo * 0.3).astype(np.uint8)
    bright, dark = (makeup_transfer.transfer(each, mesh, red).astype(float) - each for each in (photo, dim))
    lips = within(photo, mesh, "lips")
    assert 1 < np.abs(dark[lips]).mean() < 0.6 * np.abs(bright[lips]).mean()


def test_what_is_found_on_a_brightened_face_is_dimmed_again(monkeypatch):
    seen = []

    def infer(source, reference):
        seen.append(source.mean())
        return np.ones((64, 64, 12), np.float32), np.full((256, 256, 3), 0.3, np.float32)

    monkeypatch.setattr(makeup_transfer, "infer", infer)
    change = makeup_transfer.find_change(np.full((256, 256, 3), 42, np.uint8), makeup_transfer.Reference(np.zeros((256, 256, 3), np.uint8)))
    gain = seen[0] / 42
    assert gain == pytest.approx(2, abs=0.05)
    assert change.residual.mean() == pytest.approx(0.3 / gain, rel=0.01)
    row = [1, 1, 1, 1 / gain]  # what multiplies the pixels, which are as dark, stays
    assert change.transforms[5, 5] == pytest.approx(np.array(3 * row), rel=0.02)


def test_the_cheek_that_a_turned_reference_hides_is_taken_from_the_other():
    points = np.column_stack([turned(35), np.zeros(468)]).astype(np.float32)
    picture = np.full((480, 480, 3), 90, np.uint8)
    picture[:, : int(points[4, 0])] = (200, 60, 60)  # the side that is seen
    flat = makeup_transfer.reference_from_image(picture, FaceMesh(points, 1.0, 0.0)).flat.astype(int)
    assert np.abs(flat[128:140, 220:235] - (200, 60, 60)).max() < 20


def test_asked_twice_it_gives_the_same_bytes(photo, mesh, red):
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: makeup_transfer.transfer(photo, mesh, red).tobytes(), range(6)))
    assert len(set(made)) == 1


@pytest.mark.parametrize(("part", "other"), [("lips", "eyes"), ("eyes", "lips")])
def test_parts_are_made_up_by_themselves(photo, mesh, red, part, other):
    change = np.abs(makeup_transfer.transfer(photo, mesh, red, parts=(part,)).astype(int) - photo).mean(axis=2)
    assert change[within(photo, mesh, part)].mean() > 1
    assert (change[within(photo, mesh, other)] == 0).all()


@pytest.mark.parametrize("name", list(effects.LOOKS))
def test_every_look_is_a_reference(name):
    assert makeup_transfer.reference_from_look(name).flat.shape == (256, 256, 3)


def test_an_unknown_look_is_refused():
    with pytest.raises(KeyError):
        makeup_transfer.reference_from_look("war_paint")


def test_the_make_up_of_a_picture_is_carried_over(photo, mesh):
    sitter = images.decode(picture_path("grace_hopper").read_bytes())
    her = face_of(sitter)
    chosen = effects.parse([{"name": "lipstick", "color": "#3030a0", "opacity": 0.9}])
    blue = effects.render(sitter, [her.points], effects.compile(chosen))
    made = makeup_transfer.transfer(photo, mesh, makeup_transfer.reference_from_image(blue, her))
    lips = within(photo, mesh, "lips")
    blueness = [float(np.mean(each[lips][:, 2].astype(int) - each[lips][:, 0])) for each in (photo, made)]
    assert blueness[1] > blueness[0] + 25


@pytest.mark.parametrize("angle", [40, 180])
def test_turned_photos_are_made_up_alike(photo, mesh, red, angle):
    height, width = photo.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turned_mesh = type(mesh)(np.column_stack([mesh.points[:, :2] @ turn[:, :2].T + turn[:, 2], mesh.points[:, 2]]), 1.0, 0.0)
    turned = cv2.warpAffine(photo, turn, (width, height))
    straight = cv2.warpAffine(makeup_transfer.transfer(photo, mesh, red), turn, (width, height)).astype(int)
    assert np.abs(makeup_transfer.transfer(turned, turned_mesh, red) - straight).mean() < 1


def test_a_face_beyond_the_photos_edge(photo, mesh, red):
    x = int(mesh.points[4, 0])
    cut = np.ascontiguousarray(photo[:, x:])
    moved = type(mesh)(mesh.points - np.array([x, 0, 0], np.float32), 1.0, 0.0)
    made = makeup_transfer.transfer(cut, moved, red)
    assert (made != cut).any()
    away = type(mesh)(mesh.points + np.array([5000, 0, 0], np.float32), 1.0, 0.0)
    assert (makeup_transfer.transfer(photo, away, red) == photo).all()


def test_large_photos_are_changed_as_small_ones(photo, mesh, red):
    large = cv2.resize(photo, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    placed = type(mesh)(((mesh.points + 0.5) * 3 - 0.5).astype(np.float32), 1.0, 0.0)
    back = cv2.resize(makeup_transfer.transfer(large, placed, red), photo.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(back.astype(int) - makeup_transfer.transfer(photo, mesh, red)).mean() < 1.5


def test_a_flat_face_comes_back_where_it_was(photo, mesh):
    flat = makeup_alignment.lay_flat(photo, mesh.points)
    way = makeup_alignment.way_back(photo.shape, mesh.points)
    again = cv2.remap(flat, way.places, None, cv2.INTER_LINEAR).astype(int)
    part = photo[way.top : way.bottom, way.left : way.right]
    assert way.places.shape[:2] == part.shape[:2]
    assert np.abs(again - part)[way.visible > 0.99].mean() < 6


@pytest.mark.parametrize("wrong", [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 3), np.float32)])
def test_what_is_no_image_is_refused(mesh, red, wrong):
    with pytest.raises(ValueError, match="Expected a uint8"):
        makeup_transfer.transfer(wrong, mesh, red)


@pytest.mark.parametrize("options", [{"strength": 1.5}, {"strength": float("nan")}, {"parts": ("hair",)}])
def test_other_settings_are_refused(photo, mesh, red, options):
    with pytest.raises(ValueError, match="Expected"):
        makeup_transfer.transfer(photo, mesh, red, **options)
