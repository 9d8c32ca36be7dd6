import cv2
import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from ml_models import effects
from ml_models.effects.blends import rgb

from .made_up import EYE, LIPS_OUTER, darker, draw, face, hull, inner_mouth, lips, opened, turned, width_of

SKINS = {"light": lambda image: image, "dark": darker}
skins = pytest.mark.parametrize("skin", SKINS)


def lab_mean(image, mask):
    return rgb2lab(image[mask][None] / 255.0)[0].mean(axis=0)


def difference(first, second):
    return float(deltaE_ciede2000(first, second))


def test_it_works():
    image, points = face()
    result = draw(image, points, "lipstick", color="#b3123c", opacity=1.0)
    assert lab_mean(result, lips(points, image))[1] > lab_mean(image, lips(points, image))[1] + 20


@skins
@pytest.mark.parametrize(("finish", "most"), [("matte", 3.5), ("satin", 5.2)])
@pytest.mark.parametrize("color", ["#b3123c", "#5a1020", "#d98880", "#7a4a3a", "#c2185b"])
@pytest.mark.parametrize("name", ["grace_hopper", "astronaut"])
def test_full_coverage_reaches_the_shade(name, color, finish, most, skin):
    image, points = face(name)
    image = SKINS[skin](image)
    mask = lips(points, image)
    assert mask.sum() > 80
    result = draw(image, points, "lipstick", color=color, opacity=1.0, finish=finish)
    wanted = rgb2lab(rgb(color)[None] / 255)[0]
    assert difference(lab_mean(result, mask), wanted) < most


@pytest.mark.parametrize(
    ("effect", "region"),
    [
        ({"name": "lipstick", "color": "#f2a7b5", "opacity": 1.0, "finish": "gloss"}, LIPS_OUTER),
        ({"name": "eye_shadow", "color": "#e6a98a", "opacity": 1.0}, (27, 28, 29, 30, 159, 160, 158)),
        ({"name": "teeth", "amount": 1.0}, LIPS_OUTER),
        ({"name": "eyeliner", "color": "#ffffff", "opacity": 1.0}, EYE["right"]),
    ],
)
def test_in_the_dark_make_up_is_dark_too(effect, region):
    image, points = face("astronaut")
    area = hull(points, region, image, 0.02)
    dark = np.round(0.12 * image).astype(np.uint8)
    lighter = rgb2lab(draw(dark, points, **effect))[..., 0] - rgb2lab(dark)[..., 0]
    assert np.percentile(lighter[area], 98) < 15


def test_the_mesh_is_seen_in_the_dark():
    image, points = face()
    dark = np.round(0.1 * image).astype(np.uint8)
    assert draw(dark, points, "mesh", color="#ffffff", opacity=1.0).max() == 255


@pytest.mark.parametrize("name", ["grace_hopper", "astronaut"])
def test_the_darkest_skin_is_no_dark_room(name):
    image, points = face(name)
    assert effects.light_on(image, points) == effects.light_on(darker(image), points) == 1
    night = np.round(0.2 * image).astype(np.uint8)
    assert 0.2 < effects.light_on(night, points) < 0.6
    assert effects.light_on(np.zeros_like(image), points) == 0
    assert effects.light_on(image, points + 10_000) == 1  # nothing of it is in the picture


@skins
def test_lips_keep_their_creases(skin):
    image, points = face()
    image = SKINS[skin](image)
    mask = lips(points, image)
    before, after = (rgb2lab(each)[..., 0][mask] for each in (image, draw(image, points, "lipstick", opacity=1.0, color="#a04050")))
    assert np.corrcoef(before, after)[0, 1] > 0.95


def test_gloss_is_brighter_and_matte_flatter_than_satin():
    image, points = face()
    mask = lips(points, image)
    matte, satin, gloss = (
        rgb2lab(draw(image, points, "lipstick", opacity=1.0, color="#a04050", finish=finish))[..., 0][mask]
        for finish in ("matte", "satin", "gloss")
    )
    assert np.ptp(matte) < np.ptp(satin)
    assert np.percentile(gloss, 97) > np.percentile(satin, 97) + 3


@pytest.mark.parametrize("name", ["lipstick", "lip_liner"])
def test_nothing_is_painted_into_an_open_mouth(name):
    image, points = face()
    wide = opened(points)
    result = draw(image, wide, name, opacity=1.0)
    assert inner_mouth(wide, image).sum() > 300
    assert (result == image)[inner_mouth(wide, image)].all()


def test_a_shut_mouth_has_no_unpainted_gap():
    """The mesh's lips stand apart by a few pixels where they touch."""
    image, points = face()
    shut = opened(points, by=0.0)
    result = draw(image, shut, "lipstick", color="#00ff00", opacity=1.0)
    line = np.rint((shut[[81, 82, 13, 312, 311]] + shut[[178, 87, 14, 317, 402]]) / 2).astype(int)
    assert (result[line[:, 1], line[:, 0]] != image[line[:, 1], line[:, 0]]).any(axis=1).all()


def test_teeth_stay_as_they_are_under_lipstick_and_get_whiter_under_whitening():
    image, points = face("astronaut")
    light, a, b = np.moveaxis(rgb2lab(image), 2, 0)
    teeth = inner_mouth(points, image) & (light > 65) & (a < 10)
    teeth &= cv2.erode(inner_mouth(points, image).astype(np.uint8), np.ones((3, 3))) > 0
    assert teeth.sum() > 20
    assert np.abs(draw(image, points, "lipstick", opacity=1.0).astype(int) - image)[teeth].mean() < 1

    whiter = rgb2lab(draw(image, points, "teeth", amount=1.0))
    assert whiter[..., 2][teeth].mean() < 0.5 * b[teeth].mean()
    assert whiter[..., 0][teeth].mean() > light[teeth].mean() + 2


def test_a_red_mouth_has_no_teeth_to_whiten():
    image, points = face()
    tongue = np.full_like(image, (170, 70, 75))
    assert (draw(tongue, opened(points), "teeth", amount=1.0) == tongue).all()


@skins
def test_blush_reddens_the_cheeks_and_hardly_changes_their_lightness(skin):
    image, points = face("astronaut")
    image = SKINS[skin](image)
    cheeks = hull(points, (50, 205, 117, 123), image, 0.01) | hull(points, (280, 425, 346, 352), image, 0.01)
    before, after = (lab_mean(each, cheeks) for each in (image, draw(image, points, "blush", opacity=0.6)))
    assert after[1] > before[1] + 3
    assert abs(after[0] - before[0]) < 5


@skins
@pytest.mark.parametrize("tone", ["own", "ivory", "espresso"])
def test_foundation_evens_the_skin_and_spares_eyes_lips_and_hair(tone, skin):
    image, points = face("astronaut")
    image = SKINS[skin](image)
    result = draw(image, points, "foundation", tone=tone, opacity=0.9)
    change = np.abs(result.astype(int) - image).max(axis=2)
    assert change[lips(points, image, 0.015)].max() == 0
    for eye in EYE.values():
        assert change[hull(points, eye, image)].max() <= 2
    light = rgb2lab(image)[..., 0]
    cheek = hull(points, (50, 205, 36, 101), image)
    hair = hull(points, range(468), image, 0.1) & (light < np.median(light[cheek]) - 45)
    if skin == "light":
        assert hair.sum() > 50
        assert np.abs(result.astype(int) - image)[hair].mean() < 4
    moved = lab_mean(result, cheek) - lab_mean(image, cheek)
    if tone == "own":
        spread = [rgb2lab(each)[cheek][:, 1:].std(axis=0).sum() for each in (image, result)]
        assert spread[1] < 0.6 * spread[0]
        assert np.abs(moved).max() < 8
    elif tone == "espresso" and skin == "light":
        assert moved[0] < -10
    elif tone == "ivory" and skin == "dark":
        assert moved[0] > 10


def test_smoothing_takes_blotches_and_leaves_pores_and_edges():
    image, points = face()
    random = np.random.default_rng(3)
    width = width_of(points)
    cheek = hull(points, (50, 205, 36, 101, 118), image)
    pores = random.normal(0, 5, image.shape[:2])
    blotches = cv2.GaussianBlur(random.normal(0, 1, image.shape[:2]), (0, 0), 0.02 * width)
    blotches *= 6 / blotches[cheek].std()
    skin = np.clip(np.array([200.0, 160, 140]) + (pores + blotches)[..., None], 0, 255).round().astype(np.uint8)
    edge = int(points[[50, 205], 0].mean())
    skin[:, edge:] //= 2  # a hard shadow down the cheek
    result = draw(skin, points, "smoothing", amount=1.0, texture=0.6)

    def parts(picture):
        grey = picture[..., 1].astype(np.float32)
        coarse = cv2.GaussianBlur(grey, (0, 0), 0.012 * width)
        return grey - cv2.GaussianBlur(grey, (0, 0), 1.2), coarse

    away = cheek.copy()
    away[:, edge - round(0.08 * width) : edge + round(0.08 * width)] = False
    if away.sum() < 200:
        away = hull(points, (280, 425, 266, 330, 347), image)
    fine = [parts(each)[0][away].std() for each in (skin, result)]
    coarse = [parts(each)[1][away].std() for each in (skin, result)]
    assert fine[1] > 0.45 * fine[0]
    assert coarse[1] < 0.75 * coarse[0]
    rows = np.flatnonzero(cheek[:, edge])
    step = [float((each[rows, edge - 2, 1].astype(int) - each[rows, edge + 1, 1]).mean()) for each in (skin, result)]
    assert step[1] > 0.85 * step[0]


def test_smoothing_spares_eyes_brows_and_lips():
    image, points = face()
    change = np.abs(draw(image, points, "smoothing", amount=1.0, texture=0.0).astype(int) - image).max(axis=2)
    for region in (*EYE.values(), (52, 65, 66, 105), (282, 295, 296, 334)):
        assert change[hull(points, region, image, -0.005)].max() <= 1
    assert change[lips(points, image, 0.015)].max() == 0


def test_the_iris_takes_the_colour_and_the_pupil_and_the_white_do_not():
    image, points = face()
    result = draw(image, points, "iris", color="#2e8b57", opacity=1.0)
    change = np.abs(result.astype(int) - image).max(axis=2)
    centre, right = points[468], points[469]
    radius = np.linalg.norm(right - centre)
    y, x = np.mgrid[: image.shape[0], : image.shape[1]]
    distance = np.hypot(x - centre[0], y - centre[1])
    ring = (np.abs(distance - 0.65 * radius) < 0.12 * radius) & (np.abs(y - centre[1]) < 0.4 * radius)
    assert change[ring].mean() > 8
    assert change[distance < 0.15 * radius].mean() < 0.4 * change[ring].mean()
    assert (change[(distance > 1.5 * radius) & (distance < 2 * radius)] == 0).all()


def test_liner_grows_with_its_thickness_and_its_wing():
    image, points = face()

    def area(**parameters):
        return int((draw(image, points, "eyeliner", opacity=1.0, **parameters) != image).any(axis=2).sum())

    thin = area(thickness=0.1, wing=0.0)
    assert area(thickness=0.9, wing=0.0) > 1.3 * thin
    assert area(thickness=0.1, wing=1.0) > 1.15 * thin


@pytest.mark.parametrize(("yaw", "sides"), [(0, {"right", "left"}), (35, {"right"}), (-35, {"left"})])
def test_the_face_hides_the_far_arm_of_the_glasses(yaw, sides):
    grey = np.full((480, 480, 3), 128, np.uint8)
    arms = tuple(layer for layer in effects.compile(effects.parse([{"name": "glasses"}])) if layer.cull)
    columns = np.flatnonzero((effects.render(grey, [turned(yaw)], arms) != grey).any(axis=(0, 2)))
    bridge = turned(yaw)[168, 0]
    assert {"right" if column < bridge else "left" for column in columns} == sides


def test_lips_region_is_what_the_mesh_says():
    image, points = face()
    result = draw(image, points, "lipstick", opacity=1.0, softness=0.0)
    outline = np.zeros(image.shape[:2], np.uint8)
    cv2.fillPoly(outline, [np.rint(points[list(LIPS_OUTER)]).astype(np.int32)], 255)
    painted = np.abs(result.astype(int) - image).max(axis=2) > 12
    union, common = (painted | (outline > 0)).sum(), (painted & (outline > 0)).sum()
    assert common / union > 0.75


def test_layers_may_be_drawn_from_threads_at_once():
    from concurrent.futures import ThreadPoolExecutor

    image, points = face()
    layers = effects.compile(effects.parse([{"name": "lipstick"}, {"name": "blush"}, {"name": "smoothing"}]))
    expected = effects.render(image, [points], layers)
    with ThreadPoolExecutor(4) as pool:
        for result in pool.map(lambda _: effects.render(image, [points], layers), range(12)):
            assert (result == expected).all()
