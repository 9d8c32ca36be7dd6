"""What people have to do with each other, in two browsers."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import fill_in_sign_up, sign_up
from e2e.test_pages import choose_language
from evaranks.sample_pictures import picture_path


@pytest.fixture(scope="module")
def look(browser, site):
    """The address of a look on the board, and what makes a browser its owner's."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    sign_up(page)
    page.goto("/")
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    page.get_by_role("button", name="Share on the board").click()
    page.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))
    yield page.url, context.storage_state()
    context.close()


@pytest.fixture
def visitor(open_context, look):
    """Somebody else's page, on that look."""
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    page.name = sign_up(page)
    page.goto(look[0])
    return page


def like_button(page):
    return page.locator("button.like").first


def test_it_works(open_context, look, visitor):
    """A like and a comment are heard at once in another browser."""
    address, owner = look
    sent = []
    wearer = open_context(storage_state=owner).new_page()
    wearer.goto(address)
    heart = like_button(visitor)
    expect(heart).to_have_attribute("aria-pressed", "false")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart.locator("[data-count]")).to_have_text("1")

    expect(wearer.locator("[data-unread]")).to_have_text("1")
    expect(wearer.locator("[data-toast-news]")).to_contain_text(f"{visitor.name} likes your")

    draft = visitor.get_by_label("Say something nice")
    draft.fill("What a uniform!\nAnd the medals.")
    visitor.route("**/comments/add/", lambda route: sent.append(route))
    with visitor.expect_request("**/comments/add/"):
        visitor.get_by_role("button", name="Comment", exact=True).dblclick()
    draft.fill("And the")  # somebody writes on
    (held,) = sent
    held.continue_()
    comment = visitor.locator(".comment").first
    expect(comment.locator(".comment-text")).to_have_text("What a uniform! And the medals.")
    expect(visitor.locator(".like-bar [data-comment-count]")).to_have_text("1")
    expect(draft).to_have_value("And the")
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
    expect(comment.locator("summary")).to_be_focused()

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
    count = heart.locator("[data-count]")
    before = int(count.inner_text())
    visitor.route("**/like/", lambda route: route.fulfill(status=503, json={"detail": "Eva has a queue right now."}))
    heart.click()
    expect(visitor.locator(".toast.error")).to_contain_text("a queue right now")
    expect(heart).to_have_attribute("aria-pressed", "false")
    expect(count).to_have_text(str(before))
    visitor.unroute("**/like/")
    heart.click(click_count=3)
    expect(heart).to_have_attribute("aria-pressed", "true")
    visitor.wait_for_load_state("networkidle")
    visitor.reload()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(count).to_have_text(str(before + 1))
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


def test_it_works_without_javascript(open_context, look):
    page = open_context(java_script_enabled=False).new_page()
    fill_in_sign_up(page)
    page.goto(look[0])
    like_button(page).click()
    expect(like_button(page)).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Say something nice").fill("Lovely")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".comment-text").first).to_have_text("Lovely")


BELL = """async () => {
  class Fake {
    static all = [];
    constructor(url) { this.url = String(url); Fake.all.push(this); }
    close() {}
  }
  const { startBell } = await import('/static/js/lib/bell.js');
  const bell = document.createElement('a');
  bell.innerHTML = '<span data-unread data-none>0</span>';
  Object.assign(bell.dataset, { bell: '/ws/notifications/', open: 'Look' });
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  startBell(bell, Fake);
  Fake.all[0].onclose({ code: 1006 });
  await wait(500);
  const early = Fake.all.length;
  await wait(900);
  const later = Fake.all.length;
  Fake.all[1].onmessage({ data: JSON.stringify({ type: 'notices', unread: 120 }) });
  Fake.all[1].onclose({ code: 4401 });
  await wait(1500);
  return [Fake.all[0].url.replace(/:\\d+/, ''), early, later, Fake.all.length, bell.textContent];
}"""


def test_the_bell_comes_back_after_a_while_but_not_once_signed_out(page):
    page.goto("/signup/")
    assert page.evaluate(BELL) == ["ws://127.0.0.1/ws/notifications/", 1, 2, 2, "99+"]


def test_who_was_signed_out_meanwhile_is_told_and_loses_no_words(open_context, visitor):
    visitor.context.clear_cookies(name="sessionid")
    visitor.get_by_label("Say something nice").fill("Ahoy!")
    visitor.get_by_role("button", name="Comment", exact=True).click()
    toast = visitor.locator(".toast")
    expect(toast).to_contain_text("You have been signed out.")
    expect(visitor.get_by_label("Say something nice")).to_have_value("Ahoy!")
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)
    expect(visitor.get_by_role("button", name="Comment", exact=True)).to_be_focused()

    like_button(visitor).click()
    visitor.locator("button.keep").first.click()
    expect(visitor.locator("button.keep").first).to_have_attribute("aria-pressed", "false")
    expect(like_button(visitor)).to_have_attribute("aria-pressed", "false")
    expect(toast).to_have_count(1)  # one that says the same gives way
    toast.get_by_role("link", name="Sign in").click()
    visitor.wait_for_url(re.compile(r"/login/\?next=%2Fboard%2F[0-9a-f-]{36}%2F"))
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "401" not in trouble]


def test_what_the_page_began_with_is_read_aloud_too(visitor):
    """A screen reader reads what comes into the region, so a message of the server's comes into it once more."""
    visitor.add_init_script("""
        window.came = 0;
        new MutationObserver(changes => changes.forEach(({target, addedNodes}) => {
            if (target.role === 'status' && document.readyState === 'complete') window.came += addedNodes.length;
        })).observe(document, {childList: true, subtree: true});
    """)
    visitor.goto("/profile/")
    visitor.get_by_role("button", name="Save").click()
    expect(visitor.locator(".toast.success")).to_be_visible()
    assert visitor.evaluate("window.came") == 1


@pytest.mark.parametrize("language", ["en", "ko"])
def test_long_names_and_links_widen_no_page_and_numbers_stay_whole(open_context, language):
    """A display name of fifty letters, a link as a caption; on the narrowest phones."""
    context = open_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    name = sign_up(page)
    choose_language(context, page, language)
    page.goto("/profile/")
    page.fill("[name=display_name]", "W" * 50)
    page.locator("form:has([name=display_name]) button").click()
    page.goto("/")
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    page.fill("[name=caption]", "https://example.com/" + "a" * 170)
    page.locator("form[action$='/share/'] button").first.click()
    page.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))
    shared = page.url
    for address in (shared, "/", "/board/", "/board/near/", f"/@{name}/", f"/@{name}/diary/", "/profile/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
        numbers = page.locator(".numeral, .score, .rank, .scores .value")
        heights = numbers.evaluate_all("found => found.map(one => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight))")
        assert all(lines < 1.9 for lines in heights), f"{address}: a number takes two lines"
