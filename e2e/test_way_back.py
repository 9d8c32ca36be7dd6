"""The browser's way back, from its cache and from its memory: what was changed meanwhile shows, and nothing of who left."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import launch, sign_up
from evaranks.sample_pictures import picture_path


@pytest.fixture(params=["from its cache", "from its memory"])
def page(request, browser, site, camera_film):
    """In a browser that keeps pages in memory, as people's do; Playwright's do not if not asked."""
    ignored = {"ignore_default_args": ["--disable-back-forward-cache"]} if request.param == "from its memory" else {}
    mine = launch(browser.browser_type, camera_film, **ignored)
    yield mine.new_context(base_url=site, reduced_motion="reduce").new_page()
    mine.close()


def make_look(page):
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))


def test_it_works(page):
    sign_up(page)
    make_look(page)
    page.go_back()
    expect(page.locator(".recent .tile")).to_have_count(1)
    page.go_forward()
    page.fill("[name=caption]", "Aye")
    page.get_by_role("button", name="Share on the board").click()
    page.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))
    board = page.url
    page.go_back()
    expect(page.locator(".kicker")).to_contain_text("on the board")

    page.go_back()
    expect(page.locator("[data-part=empty]")).to_be_visible()  # what was sent is among the looks now
    expect(page.locator(".recent .tile")).to_have_count(1)

    page.goto("/board/")
    keep = page.locator(f".tile:has(a[href='{board.removeprefix(page.url.removesuffix('/board/'))}']) button.keep")
    expect(keep).to_have_attribute("aria-pressed", "false")
    page.goto(board)
    page.locator("button.keep").first.click()
    expect(page.locator("button.keep").first).to_have_attribute("aria-pressed", "true")
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(keep).to_have_attribute("aria-pressed", "true")


def test_who_left_has_left(page):
    name = sign_up(page)
    page.goto("/profile/")
    expect(page.locator("main")).to_contain_text(name)
    with page.expect_navigation():
        page.locator("footer").get_by_role("button", name="Sign out").click()
    page.go_back()
    page.wait_for_url("**/login/**")
    expect(page.locator("body")).not_to_contain_text(name)


def test_a_photo_that_was_not_sent_is_still_there(page):
    sign_up(page)
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    expect(page.locator("[data-preview]")).to_be_visible()
    page.evaluate("localStorage.setItem('changed-at', Date.now() + 1000)")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.wait_for_timeout(500)
    expect(page.locator("[data-preview]")).to_be_visible()
