"""What people have to do with each other, in two browsers."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up
from evaranks.sample_pictures import picture_path


@pytest.fixture
def wearer(open_context):
    """The page of somebody who has a look on the board."""
    page = open_context().new_page()
    page.name = sign_up(page)
    page.goto("/")
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    page.get_by_role("button", name="Share on the board").click()
    page.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))
    return page


@pytest.fixture
def visitor(open_context, wearer):
    """Somebody else's page, on that look."""
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    page.name = sign_up(page)
    page.goto(wearer.url)
    return page


def like_button(page):
    return page.locator("button.like").first


def test_it_works(wearer, visitor):
    """A like and a comment are heard at once in another browser."""
    heart = like_button(visitor)
    expect(heart).to_have_attribute("aria-pressed", "false")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart.locator("[data-count]")).to_have_text("1")

    expect(wearer.locator("[data-unread]")).to_have_text("1")
    expect(wearer.locator("[data-toast-news]")).to_contain_text(f"{visitor.name} likes your")

    visitor.get_by_label("Say something nice").fill("What a uniform!\nAnd the medals.")
    visitor.get_by_role("button", name="Comment", exact=True).click()
    comment = visitor.locator(".comment").first
    expect(comment.locator(".comment-text")).to_have_text("What a uniform! And the medals.")
    expect(wearer.locator("[data-unread]")).to_have_text("2")
    expect(wearer.locator("[data-toast-news]")).to_have_count(1)
    wearer.locator("[data-toast-news] a").click()
    expect(wearer.locator("#comments .comment-text")).to_be_visible()
    expect(wearer.locator("[data-unread]")).to_have_text("1")  # opened is read

    comment.get_by_text("Edit").click()
    comment.locator("textarea").fill("What a uniform!")
    comment.get_by_role("button", name="Save").click()
    expect(visitor.locator(".comment-text")).to_have_text("What a uniform!")
    expect(visitor.locator(".comment")).to_contain_text("edited")

    visitor.get_by_role("button", name="Delete").click()
    expect(visitor.locator(".comment")).to_have_count(0)
    undo = visitor.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    expect(visitor.locator(".comment-text")).to_have_text("What a uniform!")
    visitor.reload()
    expect(visitor.locator(".comment-text")).to_have_text("What a uniform!")
    expect(like_button(visitor)).to_have_attribute("aria-pressed", "true")

    wearer.goto("/notifications/")
    expect(wearer.locator(".notice")).to_have_count(1)  # what was told of the deleted comment went with it
    wearer.get_by_role("button", name="Mark all as read").click()
    expect(wearer.locator(".notice.unread")).to_have_count(0)
    expect(wearer.locator("[data-unread]")).to_have_attribute("data-none", "")


def test_what_did_not_get_through_is_taken_back(open_context, visitor):
    heart = like_button(visitor)
    visitor.route("**/like/", lambda route: route.fulfill(status=503, json={"detail": "Eva has a queue right now."}))
    heart.click()
    expect(visitor.locator(".toast.error")).to_contain_text("a queue right now")
    expect(heart).to_have_attribute("aria-pressed", "false")
    expect(heart.locator("[data-count]")).to_have_text("0")
    visitor.unroute("**/like/")
    heart.click(click_count=3)
    expect(heart).to_have_attribute("aria-pressed", "true")
    visitor.wait_for_load_state("networkidle")
    visitor.reload()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart.locator("[data-count]")).to_have_text("1")
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "503" not in trouble]


def test_a_look_is_kept_and_put_into_a_drawer(visitor):
    visitor.locator("button.keep").first.click()
    expect(visitor.locator("button.keep").first).to_have_attribute("aria-pressed", "true")
    visitor.wait_for_load_state("networkidle")
    visitor.goto("/kept/")
    expect(visitor.locator(".tile")).to_have_count(1)
    visitor.get_by_text("New collection").click()
    visitor.get_by_label("Its name").fill("Uniforms")
    visitor.get_by_role("button", name="Make it").click()
    expect(visitor.locator("h1")).to_have_text("Uniforms")
    visitor.goto("/kept/")
    visitor.get_by_label("In which collection").select_option("Uniforms")
    visitor.wait_for_load_state("networkidle")
    visitor.get_by_role("link", name="Uniforms").click()
    expect(visitor.locator(".tile")).to_have_count(1)
    visitor.locator("button.keep").click()
    expect(visitor.locator("button.keep")).to_have_attribute("aria-pressed", "false")


def test_it_works_without_javascript(open_context, wearer):
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/signup/")
    for field, value in {"username": "no-script-social", "email": "no-script@example.com"}.items():
        page.fill(f"[name={field}]", value)
    for field in ("password1", "password2"):
        page.fill(f"[name={field}]", "a good pass phrase")
    page.click("main form button:not([type=button])")
    page.goto(wearer.url)
    like_button(page).click()
    expect(like_button(page)).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Say something nice").fill("Lovely")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".comment-text")).to_have_text("Lovely")
