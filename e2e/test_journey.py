"""What people come for, from the first page to the last."""

import re

from playwright.sync_api import expect

from e2e.conftest import fill_in_sign_up, wait_for_camera
from evaranks.sample_pictures import picture_path


def upload(page, name):
    page.goto("/")
    page.set_input_files("[name=image]", picture_path(name))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))


def snap(page):
    page.goto("/")
    page.click("[data-do=camera]")
    wait_for_camera(page)
    page.click("[data-do=snap]")
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))


def choose_heat_map(page):
    """Another style's map, thinner, and none."""
    first, second, _third = page.locator("img.map").all()
    page.locator(".heat-choice label").nth(1).click()
    expect(second).to_be_visible()
    expect(first).to_be_hidden()
    page.locator("[data-heat-strength]").fill("30")
    expect(second).to_have_css("opacity", "0.3")
    page.get_by_label("Heat map", exact=True).uncheck()
    expect(second).to_be_hidden()


def test_it_works(page):
    name = fill_in_sign_up(page)

    snap(page)
    expect(page.locator("h1")).not_to_be_empty()
    snapped = page.url

    upload(page, "grace_hopper")
    assert page.url != snapped
    expect(page.locator("h1")).not_to_be_empty()
    expect(page.locator("meter")).to_have_count(3)
    shares = [float(meter.get_attribute("value")) for meter in page.locator("meter").all()]
    assert shares == sorted(shares, reverse=True)
    overlay = page.locator("img[src*=heatmaps]").first
    assert overlay.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    choose_heat_map(page)

    page.fill("[name=caption]", "My navy days")
    page.get_by_role("button", name="Share on the board").click()
    page.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))  # going on at once would call it off

    page.goto("/board/")
    entry = page.locator("main").get_by_text("My navy days")
    expect(entry.first).to_be_visible()
    expect(page.locator("main").get_by_text(name).first).to_be_visible()

    page.goto("/looks/")
    expect(page.locator(".gallery li")).to_have_count(2)
    page.locator(".gallery a").first.click()
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))  # before its scripts it would be deleted as without any
    delete = page.locator("[data-confirm] summary")
    delete.click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(delete).to_be_focused()
    delete.click()
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_url("**/looks/")
    expect(page.locator(".gallery li")).to_have_count(1)
    page.goto("/board/")
    expect(page.get_by_text("My navy days")).to_have_count(0)


def test_it_works_without_javascript(open_context):
    page = open_context(java_script_enabled=False).new_page()
    name = "no-script"
    page.goto("/signup/")
    page.fill("[name=username]", name)
    page.fill("[name=email]", f"{name}@example.com")
    page.fill("[name=password1]", "a good pass phrase")
    page.fill("[name=password2]", "a good pass phrase")
    page.click("main form button:not([type=button])")
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.get_by_role("button", name="Show Eva").first.click()
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    expect(page.locator("img[src*=heatmaps]").first).to_be_visible()
    with page.expect_navigation():  # going on at once would call it off
        page.get_by_role("button", name="Share on the board").click()
    page.goto("/board/")
    expect(page.locator("main").get_by_text(name).first).to_be_visible()
