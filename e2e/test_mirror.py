"""The mirror as a person meets it: real server, real networks, the fake camera's film."""

import re

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up, violations
from ml_models.face_tracker import FaceTracker

DRAWN = {"landmarks": "drawn here", "image": "drawn by the server", "network": "put on by the make-up network"}
MEAN = """([x, y, side]) => {
  const canvas = document.querySelector('[data-canvas]');
  if (canvas.width !== 640) return null; // no picture yet
  const { data } = canvas.getContext('2d').getImageData(x - side / 2, y - side / 2, side, side);
  const sum = [0, 0, 0];
  for (let index = 0; index < data.length; index += 1) if (index % 4 < 3) sum[index % 4] += data[index];
  return sum.map((value) => value / (side * side));
}"""


@pytest.fixture(scope="session")
def film(camera_picture):
    """The film's one picture, RGB."""
    return np.ascontiguousarray(camera_picture[:, :, ::-1])


@pytest.fixture(scope="session")
def lip(film):
    """The middle of the lower lip in the film, in pixels, as the network sees it."""
    points = FaceTracker().track(film, 0.0)[0].mesh.points
    return [round(float(value)) for value in points[[14, 17], :2].mean(axis=0)]


def until(page, true, seconds=10):
    for _attempt in range(20 * seconds):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came true")


def open_mirror(page, address="/mirror/"):
    page.goto(address)
    page.click("[data-do=open]")
    expect(page.locator("[data-do=snap]")).to_be_visible()


def wear(page, name):
    page.locator(f"[name=look][value={name}]").check(force=True)


def paint_lips(page, color):
    """Nothing but lipstick of this colour."""
    wear(page, "none")
    page.locator("[name=effect-lipstick]").check()
    page.locator("#lipstick-opacity").fill("1")
    page.locator("#lipstick-color").fill(color)


def color_at(page, place):
    return page.evaluate(MEAN, [*place, 4])


def is_blue(page, lip):
    color = color_at(page, lip)
    return color is not None and color[2] > color[0] + 40


@pytest.mark.parametrize("output", DRAWN)
def test_it_works(page, film, lip, output):
    """Lips turn blue and back, in every output; the rest of the picture stays as the camera took it."""
    elsewhere = [lip[0], lip[1] - 110]

    def is_bare(place):
        x, y = place
        color = color_at(page, place)
        return color is not None and np.abs(film[y - 2 : y + 2, x - 2 : x + 2].mean(axis=(0, 1)) - color).max() < 12

    open_mirror(page)
    page.click("[data-menu] summary")
    page.select_option("[data-output]", output)
    wear(page, "none")
    until(page, lambda: is_bare(lip))

    paint_lips(page, "#2020c0")
    until(page, lambda: is_blue(page, lip))
    assert is_bare(elsewhere)
    expect(page.locator("[data-figures]")).to_have_attribute("title", re.compile(DRAWN[output]))

    wear(page, "none")
    until(page, lambda: is_bare(lip))


def test_looks_change_the_lips(page, lip):
    open_mirror(page)
    looks = [look for look in page.locator("[name=look]").evaluate_all("all => all.map(one => one.value)") if look != "none"]
    assert len(looks) >= 8
    wear(page, "none")
    until(page, lambda: color_at(page, lip) is not None)
    for look in ("classic_red", "plum", "ocean"):
        before = np.array(color_at(page, lip))
        wear(page, look)
        until(page, lambda before=before: np.abs(color_at(page, lip) - before).max() > 12)


def test_strength_thins_the_whole(page, lip):
    open_mirror(page)
    paint_lips(page, "#2020c0")
    until(page, lambda: is_blue(page, lip))
    page.locator("[data-strength]").fill("0")
    until(page, lambda: not is_blue(page, lip))


def test_before_is_shown_by_holding_and_beside_the_seam(page, lip):
    open_mirror(page)
    paint_lips(page, "#2020c0")
    until(page, lambda: is_blue(page, lip))

    page.locator("[data-do=before]").hover()
    page.mouse.down()
    until(page, lambda: not is_blue(page, lip))
    page.mouse.up()
    until(page, lambda: is_blue(page, lip))

    page.click("[data-do=compare]")
    expect(page.locator("[data-do=compare]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-canvas]")).to_have_class("mirrored")  # as in a mirror
    page.locator("[data-seam-range]").fill("100")
    until(page, lambda: not is_blue(page, lip))
    page.locator("[data-seam-range]").fill("0")
    until(page, lambda: is_blue(page, lip))


def test_everything_is_done_by_keyboard(page, lip):
    page.goto("/mirror/")
    expect(page.locator("[data-do=open]")).to_be_enabled()
    page.locator("[data-do=open]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-do=snap]")).to_be_focused()
    paint_lips(page, "#2020c0")
    until(page, lambda: is_blue(page, lip))

    page.locator("[data-do=snap]").focus()
    page.keyboard.down("b")
    until(page, lambda: not is_blue(page, lip))
    page.keyboard.up("b")
    until(page, lambda: is_blue(page, lip))
    page.locator("[data-do=before]").focus()
    page.keyboard.down("Space")
    until(page, lambda: not is_blue(page, lip))
    page.keyboard.up("Space")

    wear(page, "none")
    page.locator("[name=look]:checked").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=look][value=none]")).not_to_be_checked()
    page.locator("[data-do=snap]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[name=look][value=none]")).to_be_checked()
    page.keyboard.press("s")
    expect(page.locator("[data-snapshot]")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[data-do=stop]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-do=open]")).to_be_focused()


def test_a_picture_is_downloaded_after_three_seconds_and_shown_to_eva(page, lip, tmp_path):
    sign_up(page)
    open_mirror(page)
    paint_lips(page, "#2020c0")
    until(page, lambda: is_blue(page, lip))
    page.click("[data-do=timer]")
    page.click("[data-do=snap]")
    expect(page.locator("[data-countdown]")).to_have_text("2")
    expect(page.locator("[data-snapshot]")).to_be_visible()
    with page.expect_download() as download:
        page.click("[data-download]")
    picture = cv2.imread(str(download.value.path()))
    assert picture.shape == (480, 640, 3)
    blue, _, red = picture[lip[1] - 2 : lip[1] + 2, lip[0] - 2 : lip[0] + 2].mean(axis=(0, 1))
    assert blue > red + 40

    page.click("[data-to='/']")
    page.wait_for_url(re.compile(r"/$"))
    expect(page.locator("[data-preview]")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_the_running_mirror_is_accessible(open_context, width, scheme):
    page = open_context(viewport={"width": width, "height": 844}, color_scheme=scheme, permissions=["camera"]).new_page()
    open_mirror(page)
    page.click("[data-do=compare]")
    page.click("[data-menu] summary")
    if width == 390:
        page.click("[data-do=adjust]")
        expect(page.locator("[data-do=adjust-close]")).to_be_focused()
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= window.innerWidth && {root}.scrollHeight <= window.innerHeight")
    assert violations(page) == []


def test_the_lips_stay_in_sight_over_the_drawer(open_context):
    page = open_context(viewport={"width": 390, "height": 844}, permissions=["camera"]).new_page()
    open_mirror(page)
    page.click("[data-do=adjust]")
    picture, drawer = (page.locator(place).bounding_box() for place in ("[data-canvas]", "[data-panel]"))
    assert picture["y"] + picture["height"] <= drawer["y"] + 4
    page.keyboard.press("Escape")
    expect(page.locator("[data-do=adjust]")).to_be_focused()
    until(page, lambda: page.locator("[data-canvas]").bounding_box()["height"] > picture["height"] + 100)


def test_shades_have_names(page):
    """A screen reader gets a look's name, not "#d9596a"."""
    page.goto("/mirror/")
    page.locator(".swatch").first.wait_for(state="attached")
    names = page.locator(".swatch").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert len(names) > 10
    assert not [name for name in names if "#" in name or "undefined" in name]
    page.locator("[name=effect-lipstick]").check()
    shade = page.locator(".effect:has([name=effect-lipstick]) .swatch[aria-pressed=false]").first
    color = shade.evaluate("one => one.style.getPropertyValue('--swatch')")
    shade.evaluate("one => one.click()")
    expect(page.locator("#lipstick-color")).to_have_value(color)
    page.locator("#lipstick-opacity").fill("0.5")
    expect(page.locator("output[for=lipstick-opacity]")).to_have_text("50%")
