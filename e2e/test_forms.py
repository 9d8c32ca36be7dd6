"""Plain forms, as people send them: twice, or with something wrong in them."""

import secrets

from playwright.sync_api import expect

from e2e.conftest import PASSWORD


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
