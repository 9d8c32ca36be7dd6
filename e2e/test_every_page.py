"""What every page has: light or dark by hand, the language in the footer, Eva's words letter by letter."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up


def ground(page):
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_works(open_context, scheme):
    """The other of light and dark is kept for the next page; back at the system's, the page follows the system again."""
    page = open_context(color_scheme=scheme).new_page()
    page.goto("/signup/")
    systems = ground(page)
    page.click("[data-theme-toggle]")
    expect(page.locator("html")).not_to_have_css("background-color", systems)
    others = ground(page)
    page.goto("/login/")
    assert ground(page) == others
    page.click("[data-theme-toggle]")
    expect(page.locator("html")).to_have_css("background-color", systems)
    page.reload()
    assert ground(page) == systems
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    expect(page.locator("html")).to_have_css("background-color", others)


def test_the_language_is_changed_where_one_is(page):
    page.goto("/board/?period=week")
    page.get_by_role("button", name="한국어").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert page.url.endswith("/board/?period=week")


def test_eva_is_not_waited_for(open_context):
    page = open_context(reduced_motion="no-preference").new_page()
    page.add_init_script("window.requestAnimationFrame = () => 0;")  # she types no letter by herself
    sign_up(page)
    bubble = page.locator(".bubble[data-typed]")
    expect(bubble.locator(".visually-hidden")).to_contain_text("wearing today?")
    expect(bubble.locator(".typed-shown")).to_have_text("")
    bubble.get_by_role("button", name="Skip").press("Enter")
    expect(bubble.locator(".typed-shown")).to_contain_text("wearing today?")
    expect(bubble.locator(".skip")).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()
    page.reload()
    expect(bubble.locator(".typed-shown")).to_have_text("")
    page.keyboard.press("Escape")
    expect(bubble.locator(".typed-shown")).to_contain_text("wearing today?")

    page.emulate_media(reduced_motion="reduce")
    page.reload()
    expect(page.locator(".bubble[data-typed=done] > p")).to_contain_text("wearing today?")
    expect(bubble.locator(".typed-shown")).to_have_count(0)
    motion = "[...document.querySelectorAll('*')].map(one => parseFloat(getComputedStyle(one).transitionDuration))"
    assert page.evaluate(f"Math.max(...{motion})") < 0.01
