"""A phone of 360 by 640 pixels: what is pressed is in sight."""

import re

import pytest

from e2e.conftest import sign_up
from evaranks.sample_pictures import picture_path


@pytest.mark.parametrize("path", ["/", "/faces/"])
def test_a_small_phone_shows_what_to_press_first(open_context, path):
    """Eva's advice had pushed the camera's button under the bar."""
    page = open_context(viewport={"width": 360, "height": 640}).new_page()
    sign_up(page)
    page.goto(path)
    button, bar = (page.locator(selector).bounding_box() for selector in ("[data-do=camera]", "nav.nav"))
    assert button["y"] + button["height"] <= bar["y"]


def test_the_wardrobes_two_sides_stand_beside_each_other(open_context):
    page = open_context(viewport={"width": 360, "height": 640}).new_page()
    sign_up(page)
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    page.goto("/looks/")
    outfits, portraits = page.locator("main .segments a").all()
    assert outfits.bounding_box()["y"] == portraits.bounding_box()["y"]
