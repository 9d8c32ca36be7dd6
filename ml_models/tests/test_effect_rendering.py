import cv2
import numpy as np
import pytest

from ml_models import effects

from .made_up import EYE, draw, face, hull, width_of

MOUTH = (61, 291, 0, 17, 37, 267, 91, 321)
EYES = [index for side in EYE.values() for index in side]
BROWS = (70, 63, 105, 66, 107, 46, 53, 52, 65, 55, 300, 293, 334, 296, 336, 276, 283, 282, 295, 285)
OVAL = range(468)
# Where each effect may paint: the convex hull of these points, grown by this share of the face's width.
REGIONS = {
    "smoothing": (OVAL, 0.08),
    "foundation": (OVAL, 0.08),
    "blush": (OVAL, 0.01),
    "brows": (BROWS, 0.06),
    "eye_shadow": ((*EYES, *BROWS), 0.1),
    "iris": (EYES, 0.02),
    "teeth": (MOUTH, 0.02),
    "lipstick": (MOUTH, 0.04),
    "lip_liner": (MOUTH, 0.04),
    "lashes": ((*EYES, *BROWS), 0.1),
    "eyeliner": ((*EYES, *BROWS), 0.1),
    "glasses": (OVAL, 0.25),
    "mesh": (OVAL, 0.02),
    "pose": (OVAL, 0.5),
}


def changed(before, after):
    return (before != after).any(axis=2)


def test_it_works():
    image, points = face()
    kept = image.copy()
    result = draw(image, points, "lipstick")

    assert result.dtype == np.uint8
    assert result.shape == image.shape
    assert changed(image, result).sum() > 500
    assert (image == kept).all()


def test_nothing_chosen_is_a_copy():
    image, points = face()
    result = effects.render(image, [points], ())
    assert (result == image).all()
    assert result is not image


@pytest.mark.parametrize("name", effects.EFFECTS)
def test_every_effect_paints_within_its_region_and_nowhere_else(name):
    image, points = face("astronaut")
    indices, grow = REGIONS[name]
    mask = changed(image, draw(image, points, name))
    assert mask.sum() > 20
    assert not (mask & ~hull(points, indices, image, grow)).any()


@pytest.mark.parametrize("name", effects.EFFECTS)
def test_two_faces_are_painted_as_each_alone(name):
    image, points = face("astronaut")
    scene = np.concatenate([image, image], axis=1)
    both = [points, points + np.array([image.shape[1], 0])]
    layers = effects.compile(effects.parse([{"name": name}]))
    together = effects.render(scene, both, layers)
    alone = [effects.render(scene, [one], layers) for one in both]
    halves = np.concatenate([alone[0][:, : image.shape[1]], alone[1][:, image.shape[1] :]], axis=1)
    assert changed(together, scene).any()
    assert np.abs(together.astype(int) - halves).max() <= 1


EVERYTHING = [{"name": name} for name in effects.EFFECTS]


@pytest.mark.parametrize("shift", [(-250, 0), (220, 0), (0, -190), (0, 400), (-260, 330), (3000, 0), (-1e5, 1e5), (1e30, 0)])
def test_faces_partly_or_wholly_outside_the_picture(shift):
    image, points = face()
    moved = (points + shift).astype(np.float32)
    result = effects.render(image, [moved], effects.compile(effects.parse(EVERYTHING)))
    assert result.shape == image.shape
    inside = ((moved >= 0) & (moved < image.shape[1::-1])).all(axis=1)
    if inside.mean() > 0.2:
        assert changed(image, result).any()
    elif abs(shift[0]) > 1000:
        assert not changed(image, result).any()


def test_a_face_cut_by_the_edge_is_painted_as_if_the_picture_went_on():
    image, points = face()
    left = int(points[:, 0].mean())
    layers = effects.compile(effects.parse([{"name": "lipstick"}]))
    whole = effects.render(image, [points], layers)[:, left:]
    cut = effects.render(image[:, left:], [points - (left, 0)], layers)
    # The lips' mean lightness is that of the half which is seen, so the paint differs a little; its outline does not.
    assert (changed(whole, image[:, left:]) != changed(cut, image[:, left:])).mean() < 2e-4
    assert np.abs(whole.astype(int) - cut).max() < 25


@pytest.mark.parametrize("width", [0, 5, 9, 16, 40])
def test_tiny_faces(width):
    image, points = face()
    scale = width / width_of(points)
    small = cv2.resize(image, None, fx=max(scale, 0.01), fy=max(scale, 0.01), interpolation=cv2.INTER_AREA)
    result = effects.render(small, [points * scale], effects.compile(effects.parse(EVERYTHING)))
    assert result.shape == small.shape
    assert changed(small, result).any() == (width > 8)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_points_that_are_no_numbers_are_left_alone(bad):
    image, points = face()
    broken = points.copy()
    broken[100, 0] = bad
    assert (draw(image, broken, "lipstick") == image).all()


def test_without_irises_the_eye_colour_is_left_out_and_the_rest_is_not():
    image, points = face()
    assert (draw(image, points[:468], "iris") == image).all()
    assert (draw(image, points[:468], "lipstick") == draw(image, points, "lipstick")).all()


def test_depth_may_come_along():
    image, points = face()
    deep = np.concatenate([points[:468], np.full((468, 1), 7.0)], axis=1)
    assert (draw(image, deep, "blush") == draw(image, points, "blush")).all()


def test_other_numbers_of_points_are_refused():
    image, points = face()
    with pytest.raises(ValueError, match="468 or 478"):
        draw(image, points[:100], "lipstick")


@pytest.mark.parametrize("name", ["lipstick", "blush", "eye_shadow"])
def test_larger_pictures_look_the_same(name):
    image, points = face()
    double = cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    large = draw(double, 2 * points + 0.5, name)
    shrunk = cv2.resize(large, image.shape[1::-1], interpolation=cv2.INTER_AREA).astype(int)
    before = cv2.resize(double, image.shape[1::-1], interpolation=cv2.INTER_AREA).astype(int)
    change, expected = shrunk - before, draw(image, points, name).astype(int) - image
    where = np.abs(expected).max(axis=2) > 0
    assert np.abs(change - expected)[where].mean() < 0.15 * np.abs(expected)[where].mean() + 0.5
