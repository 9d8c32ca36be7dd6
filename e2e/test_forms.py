"""Plain forms, as people send them: twice, or with something wrong in them."""

import secrets

import cv2
import pytest
from playwright.sync_api import expect

from e2e.conftest import PASSWORD, serving, sign_up
from evaranks.sample_pictures import picture_path


def fill_in(page, name):
    page.goto("/signup/")
    for field, text in {"username": name, "email": f"{name}@example.com", "password1": PASSWORD, "password2": PASSWORD}.items():
        page.fill(f"[name={field}]", text)


def test_a_double_click_sends_once(page):
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    fill_in(page, f"person-{secrets.token_hex(4)}")
    page.get_by_role("button", name="Sign up").dblclick()
    page.wait_for_selector("[data-studio]")
    assert [address.partition("/signup/")[1] for address in sent] == ["/signup/"]


def test_what_did_not_arrive_is_sent_again(page):
    """A form that was changed, or that leads nowhere for half a minute, goes again."""
    fill_in(page, "somebody")
    sent = []

    def drop(route):
        if route.request.method == "POST":
            sent.append(route.request.post_data)
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/signup/", drop)
    page.clock.install()
    button = page.get_by_role("button", name="Sign up")
    button.click()
    button.click()
    expect(button).to_be_enabled()
    assert len(sent) == 1
    page.fill("[name=username]", "somebody-else")
    button.click()
    page.clock.fast_forward(31_000)
    button.click()
    page.wait_for_timeout(300)
    assert len(sent) == 3


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    """The address of a server that takes a megabyte at once."""
    with serving(tmp_path_factory.mktemp("small"), REQUEST_MB="1") as address:
        yield address


def test_many_photos_are_made_small_and_what_is_too_large_gets_a_page(open_context, small_site, tmp_path):
    page = open_context(base_url=small_site).new_page()
    sign_up(page)
    page.goto("/people/consent/")
    page.check("[name=agree]")
    page.locator("form:has([name=agree]) button").click()
    page.fill("[name=name]", "Grace")
    page.check("[name=has_consent]")
    page.locator("form:has([name=has_consent]) button").click()
    large = tmp_path / "large.png"
    cv2.imwrite(str(large), cv2.resize(cv2.imread(str(picture_path("grace_hopper"))), (2000, 2400)))
    assert large.stat().st_size > 2**20
    page.set_input_files("[name=photos]", large)
    page.get_by_role("button", name="Add photos").click()
    expect(page.locator(".samples li")).to_have_count(1)

    other = tmp_path / "no-picture.heic"
    other.write_bytes(bytes(2**21))
    page.set_input_files("[name=photos]", other)
    page.get_by_role("button", name="Add photos").click()
    expect(page.locator("main")).to_contain_text("Please send less at once.")
    page.get_by_role("link", name="스튜디오").click()
    page.wait_for_selector("[data-studio]")
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "413" not in trouble]


@pytest.mark.parametrize("address", ["/profile/", "/profile/delete/"])
def test_a_refused_form_leads_to_what_is_wrong(open_context, address):
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    name = sign_up(page)
    page.goto(address)
    if address == "/profile/":
        page.fill("[name=email]", "else@example.com")
    else:
        page.fill("[name=username]", name)
        page.fill("[name=password]", "not it")
    page.locator("main form.card > button").first.click()
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_have_attribute("type", "password")
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()
    expect(page.locator("[autofocus]")).to_have_count(1)


def test_a_link_that_is_too_old_says_nothing_of_passwords(page):
    page.goto("/password/reset/MQ/abc-def/")
    expect(page.locator(".bubble")).to_contain_text("does not fit any more")


def test_a_wrong_sign_in_names_the_e_mail_too(page):
    page.goto("/login/")
    page.fill("[name=username]", "nobody@example.com")
    page.fill("[name=password]", "not it")
    page.press("[name=password]", "Enter")
    expect(page.locator("[role=alert]")).to_contain_text("e-mail")
