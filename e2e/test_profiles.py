"""People: following at once and back, the diary by keyboard, a look without name and face, a block that closes the door."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up
from evaranks.sample_pictures import picture_path


@pytest.fixture
def wearer(open_context):
    """The page of somebody with a look, which stands open."""
    page = open_context().new_page()
    page.name = sign_up(page)
    page.goto("/")
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    return page


@pytest.fixture
def visitor(open_context):
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    page.name = sign_up(page)
    return page


def test_it_works(open_context, wearer, visitor):
    visitor.goto(f"/@{wearer.name}/")
    button, number = visitor.locator("form.follow button"), visitor.locator("[data-followers]").first
    visitor.route("**/follow/", lambda route: route.fulfill(status=503, json={"detail": "Eva has a queue right now."}))
    button.click()
    expect(visitor.locator(".toast.error")).to_contain_text("a queue right now")
    expect(button).to_contain_text("Follow")
    expect(button).not_to_contain_text("Following")
    expect(number).to_have_text("0")
    visitor.unroute("**/follow/")
    button.click()
    expect(button).to_contain_text("Following")
    expect(number).to_have_text("1")
    expect(wearer.locator("[data-unread]")).to_have_text("1")
    button.click()
    expect(number).to_have_text("0")
    with visitor.expect_response(lambda response: response.request.method == "PUT" and "/follow/" in response.url):
        visitor.get_by_role("button", name="Undo").click()
    expect(button).to_contain_text("Following")
    expect(number).to_have_text("1")
    wearer.goto(f"/@{wearer.name}/followers/")
    expect(wearer.locator(".people-list")).to_contain_text(visitor.name)
    wearer.goto(f"/@{visitor.name}/")
    wearer.locator(".more summary").click()
    wearer.get_by_role("button", name="Block").click()
    expect(wearer.locator("#silences")).to_contain_text(visitor.name)
    assert visitor.request.get(f"/@{wearer.name}/").status == 404
    wearer.get_by_role("button", name="Unblock").click()
    expect(wearer.locator("#silences")).to_contain_text("Nobody")
    assert visitor.request.get(f"/@{wearer.name}/").status == 200
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "503" not in trouble]


def test_a_look_without_name_and_face(wearer, visitor):
    wearer.get_by_label("Hide my name and picture").check()
    wearer.get_by_label("Blur the faces in the photo").check()
    wearer.get_by_role("button", name="Share on the board").click()
    expect(wearer.get_by_alt_text("Your photo with blurred faces")).to_be_visible()
    wearer.get_by_role("button", name="Share it like this").click()
    wearer.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))
    visitor.goto(wearer.url)
    assert wearer.name not in visitor.content()
    photo = visitor.locator(".heat > img").first
    address = photo.get_attribute("src").split("?")[0]
    assert visitor.request.get(address).body() == visitor.request.get(address.replace("shown", "full")).body()
    assert wearer.request.get(address).body() != wearer.request.get(address.replace("shown", "full")).body()


def test_the_diary_by_keyboard(wearer):
    look = wearer.url
    wearer.goto(f"/@{wearer.name}/diary/")
    day = wearer.locator("td.today a")
    day.focus()
    wearer.keyboard.press("ArrowRight")  # there is no other day
    expect(day).to_be_focused()
    wearer.keyboard.press("Enter")
    wearer.wait_for_url(look)
