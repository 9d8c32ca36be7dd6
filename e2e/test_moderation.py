"""A look is reported in the browser, hidden in Django admin, and its owner is told; then it is undone."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.conftest import DATABASES, _execute, sign_up, violations
from evaranks.sample_pictures import picture_path

QUEUE = "/admin/leaderboard/report/"


def photograph(page, label):
    """For the eye, where SCREENSHOTS names a folder; and what axe finds on pages of ours. (Django's own admin it cannot read.)"""
    if "/admin/" not in page.url:
        found = violations(page)
        assert not found, f"{label}: {found}"
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/moderation-{label}.png", full_page=True)


@pytest.fixture
def shared_look(open_context):
    """alice's page, and the address of a look that she put on the board."""
    page = open_context().new_page()
    sign_up(page)
    page.goto("/")
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    page.locator("form[action$='/share/'] button").first.click()
    page.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))
    return page, re.search(r"/board/[0-9a-f-]{36}/", page.url)[0]


@pytest.fixture
def staff(open_context, site):
    """A page of somebody who may do everything in admin."""
    page = open_context().new_page()
    name = sign_up(page)
    _execute(DATABASES[site], f"UPDATE accounts_user SET is_staff = true, is_superuser = true WHERE username = '{name}'")
    return page


def test_it_works(open_context, shared_look, staff):
    alice, look = shared_look

    visitor = open_context(viewport={"width": 390, "height": 844}).new_page()
    visitor.goto(look)
    visitor.click(f"a[href='{look}report/']")
    photograph(visitor, "form")
    visitor.check("input[value=stranger]")
    visitor.fill("[name=note]", "That is me, and nobody asked")
    visitor.get_by_role("button", name="Send the report").click()
    expect(visitor.get_by_role("heading", name="Thank you")).to_be_visible()
    photograph(visitor, "thanks")

    staff.goto(QUEUE)
    row = staff.locator("tr", has_text="That is me, and nobody asked")
    photograph(staff, "queue")
    row.locator("a").first.click()
    photograph(staff, "case")
    staff.get_by_role("link", name="Hide").click()
    staff.fill("[name=note]", "She is right")
    photograph(staff, "decision")
    staff.locator("input[type=submit]").click()
    expect(staff.locator(".messagelist")).to_contain_text("Done")
    expect(staff.locator("tr", has_text="That is me, and nobody asked")).to_have_count(0)

    alice.goto("/notifications/")
    expect(alice.locator("main")).to_contain_text("hidden your look")
    photograph(alice, "told")
    alice.goto(look)
    expect(alice.locator("main")).to_contain_text("Hidden by our staff")
    photograph(alice, "hidden")
    assert visitor.request.get(look).status == 404

    staff.goto("/admin/leaderboard/moderationaction/")
    photograph(staff, "log")
    staff.locator("tr", has_text="She is right").locator("input[type=checkbox]").check()
    staff.select_option("select[name=action]", "undo")
    staff.locator("button[name=index]").click()
    staff.locator("input[type=submit]").click()
    expect(staff.locator(".messagelist")).to_contain_text("Done")
    assert visitor.request.get(look).status == 200
    # Django's admin names no icon, so that the browser asks for one.
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if not re.search("/admin/.* 404 ", trouble)]
