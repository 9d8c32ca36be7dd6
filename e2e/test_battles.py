"""Battles in a browser: by keyboard, by finger, and without a script."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up
from evaranks.sample_pictures import picture_path

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def share_look(page, name):
    """Have the signed-in person of a page share a picture."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": page.url}
    image = {"name": name, "mimeType": "image/jpeg", "buffer": picture_path(name).read_bytes()}
    look = page.request.post("/api/v1/style-analyses/", multipart={"image": image}, headers=headers).json()
    assert page.request.post("/api/v1/shared-results/", data={"analysis": look["id"]}, headers=headers).status == 201


@pytest.fixture(scope="module", autouse=True)
def rivals(browser, site):
    """Four people who wear the same: six pairs of one style."""
    for _person in range(4):
        with browser.new_context(base_url=site) as context:
            page = context.new_page()
            sign_up(page)
            share_look(page, "grace_hopper")


@pytest.fixture
def judge(open_context):
    """`judge(**options)`: a new person's page with a pair to judge."""

    def open_(**options):
        page = open_context(**options).new_page()
        sign_up(page)
        page.goto("/battles/")
        return page

    return open_


def swipe(page, element, distance):
    box = element.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + distance * step / 5, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_it_works(judge):
    """Arrows choose, S skips, Enter goes on; no page is loaded in between."""
    page = judge()
    loads = []
    page.on("load", lambda: loads.append(page.url))
    heading = page.locator("h1")
    expect(heading).to_contain_text("Which is more")
    assert page.locator("[data-battle] .byline").count() == 0
    page.keyboard.press("ArrowRight")
    expect(page.locator(".revealed .contender")).to_have_count(2)
    expect(page.locator(".revealed .contender").nth(1)).to_contain_text("Your choice")
    expect(page.locator(".revealed .byline")).to_have_count(2)
    expect(heading).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("Which is more")
    pair = page.locator("[name=token]").get_attribute("value")
    page.keyboard.press("s")
    expect(page.locator("[name=token]")).not_to_have_value(pair)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".revealed .contender").nth(0)).to_contain_text("Your choice")
    page.keyboard.press("Space")
    expect(heading).to_contain_text("Which is more")
    assert loads == []
    page.reload()
    expect(page.locator("h1")).to_contain_text("Which is more")  # the address is still that of the battles


def test_a_swipe_chooses_the_side_it_goes_to(judge):
    page = judge(**PHONE)
    duel = page.locator("[data-duel]")
    swipe(page, duel.locator("img").first, 30)  # not far enough, or the right one would be the choice
    swipe(page, duel.locator("img").first, -140)
    expect(page.locator(".revealed .contender").nth(0)).to_contain_text("Your choice")
    swipe(page, page.locator(".revealed img").first, 140)
    expect(page.locator("h1")).to_contain_text("Which is more")


def test_a_tap_chooses(judge):
    page = judge(**PHONE)
    page.locator("[data-duel] .contender").first.tap()
    expect(page.locator(".revealed .contender").nth(0)).to_contain_text("Your choice")


def test_the_buttons_are_large_and_both_looks_are_seen_at_once(judge):
    page = judge(**{**PHONE, "viewport": {"width": 360, "height": 740}})
    for contender in page.locator("[data-duel] .contender").all():
        box = contender.bounding_box()
        assert box["width"] >= 150
        assert box["height"] >= 240
        assert box["y"] + box["height"] < 740


def test_it_works_without_scripts(judge, open_context):
    page = judge()
    cookies = page.context.cookies()
    plain = open_context(java_script_enabled=False)
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto("/battles/")
    pair = page.locator("[name=token]").get_attribute("value")
    page.get_by_role("button", name="Too close, skip").click()
    assert page.locator("[name=token]").get_attribute("value") != pair
    page.locator("[data-duel] .contender").nth(1).click()
    expect(page.locator(".revealed .contender").nth(1)).to_contain_text("Your choice")
    page.get_by_role("link", name="Next pair").click()
    expect(page.locator("h1")).to_contain_text("Which is more")


def test_a_stranger_is_asked_in(open_context):
    page = open_context().new_page()
    page.goto("/battles/")
    page.get_by_role("link", name="Sign in and judge").click()
    assert page.url.endswith("/login/?next=/battles/")
