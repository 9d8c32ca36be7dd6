"""Looks of one's own in the mirror: kept, changed, shared, deleted, also while something else happens to them."""

import re

from playwright.sync_api import expect

from e2e.conftest import sign_up
from e2e.test_mirror import wear


def test_it_works(page, open_context):
    sign_up(page)
    page.goto("/mirror/")
    wear(page, "none")
    page.locator("[name=effect-lipstick]").check()
    page.locator("#lipstick-color").fill("#123456")
    page.fill("#keep-name", "Midnight")
    page.click("[data-keep] button")
    expect(page.locator("[name=look]:checked + .look-face + .look-name")).to_have_text("Midnight")

    page.reload()
    page.click("[data-kept] button")
    page.fill("#kept-name", "Moonlight")
    page.check("[name=is_shared]")
    link = page.locator("#kept-link")
    expect(link).to_be_visible()
    address = link.input_value()
    page.click("[data-change] button.primary")
    expect(page.locator("[data-kept]")).to_contain_text("Moonlight")

    friend = open_context().new_page()
    friend.goto(address)
    expect(friend.locator("[data-eva]")).to_contain_text("Moonlight")
    expect(friend.locator("#lipstick-color")).to_have_value("#123456")

    page.click("[data-kept] button")
    page.click("[data-do=delete]")
    page.click("[data-do=delete-not]")
    expect(page.locator("[data-do=delete]")).to_be_focused()
    page.click("[data-do=delete]")
    page.click("[data-do=delete-sure]")
    expect(page.locator("[data-kept] li")).to_have_count(0)
    friend.reload()
    expect(friend.locator("[data-eva]")).to_contain_text("not here")
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "404" not in trouble]


def test_a_mix_survives_signing_in(page):
    page.goto("/mirror/")
    expect(page.locator("[data-do=open]")).to_be_enabled()
    wear(page, "none")
    page.locator("[name=effect-lipstick]").check()
    page.locator("#lipstick-color").fill("#123456")
    page.wait_for_timeout(200)
    sign_up(page)
    page.goto("/mirror/")
    expect(page.locator("#lipstick-color")).to_have_value("#123456")


def test_a_change_that_does_not_get_through_is_not_shown_as_done(page, open_context):
    sign_up(page)
    page.goto("/mirror/")
    expect(page.locator("[data-do=open]")).to_be_enabled()
    page.fill("#keep-name", "Midnight")
    with page.expect_response("**/makeup-looks/") as made:
        page.click("[data-keep] button")
    page.get_by_role("button", name="Midnight").click()
    page.context.set_offline(True)
    page.locator("[name=is_shared]").click()
    expect(page.locator("[data-dialog=kept] [data-told]")).not_to_be_empty()
    expect(page.locator("[name=is_shared]")).not_to_be_checked()
    page.context.set_offline(False)

    token = page.locator("[data-mirror] [name=csrfmiddlewaretoken]").input_value()
    address = f"{made.value.url}{made.value.json()['id']}/"
    assert page.request.delete(address, headers={"X-CSRFToken": token, "Referer": page.url}).ok  # in another tab
    page.click("[data-do=delete]")
    page.click("[data-do=delete-sure]")
    expect(page.locator("[data-dialog=kept]")).to_be_hidden()
    expect(page.locator("[data-kept] li")).to_have_count(0)
    open_context.troubles[:] = [one for one in open_context.troubles if "404" not in one and "INTERNET_DISCONNECTED" not in one]


def test_who_was_signed_out_meanwhile_is_shown_the_way_back(page, open_context):
    sign_up(page)
    page.goto("/mirror/")
    expect(page.locator("[data-do=open]")).to_be_enabled()
    page.fill("#keep-name", "Midnight")
    page.click("[data-keep] button")
    page.get_by_role("button", name="Midnight").click()
    page.context.clear_cookies(name="sessionid")
    with page.expect_response(lambda response: response.status == 401):
        page.locator("[name=is_shared]").click()
    expect(page.locator("[data-dialog=kept]")).to_be_hidden()
    toast = page.locator(".toast", has_text="signed out")
    toast.get_by_role("link", name="Sign in").click()
    page.wait_for_url(re.compile(r"/login/\?next=%2Fmirror%2F"))
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "401" not in trouble]
