"""Every page at phone and desktop width, in light or dark, in English or Korean: accessible, without overflow, without shifts.

With SCREENSHOTS=folder each is photographed too.
"""

import os
import re
import time
from base64 import b32decode
from pathlib import Path

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from e2e.conftest import DATABASES, PASSWORD, _execute, sign_up, violations
from evaranks.sample_pictures import picture_path

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
STRANGER_PAGES = [
    "/",
    "/signup/",
    "/login/",
    "/password/reset/",
    "/board/",
    "/battles/",
    "/hall/",
    "/faces/",
    "/mirror/",
    "/beautify/",
    "/developers/",
    "/about/old-board/",
    "/reported/",
    "/no-such-page/",
]
PERSON_PAGES = [
    "/",
    "/looks/",
    "/faces/",
    "/mirror/",
    "/beautify/",
    "/portraits/",
    "/profile/",
    "/profile/tokens/",
    "/profile/delete/",
    "/privacy/",
    "/password/change/",
    "/board/?style=formal&period=week",
    "/board/?ranking=followed",
    "/board/near/?ranking=battles",
    "/battles/",
    "/kept/",
    "/notifications/",
    "/profile/people/",
    "/find-people/?q=pe",
]
PEOPLE_PAGES = [
    "/people/",
    "/people/live/",
    "/people/identify/",
    "/people/verify/",
    "/people/check-ins/",
    "/people/me/",
    "/people/consent/",
]
# They fetch what they show once they are there.
FETCHING = {"/mirror/", "/people/live/", "/staff/health/"}
HANGUL = re.compile("[가-힣]")

# Layout shifts above this are felt (web.dev/cls).
GOOD_SHIFT = 0.1
WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) window.shifts += entry.value; }))
  .observe({type: 'layout-shift', buffered: true});
"""


def choose_language(context, page, language):
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    response = page.request.post(
        "/language/", form={"language": language, "next": "/"}, headers={"X-CSRFToken": token, "Referer": page.url}
    )
    assert response.ok


def _open(page, address):
    if address is not None:
        page.goto(address)
    if address in FETCHING:
        page.wait_for_load_state("networkidle")
    page.evaluate("new Promise(done => requestIdleCallback(() => done(), {timeout: 2000}))")


def scrolls_sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def settle(page):
    """A new size takes effect some frames later: even with reduced motion, styles change by a transition of a moment."""
    page.evaluate("new Promise(done => { let left = 4; (function frame() { left-- ? requestAnimationFrame(frame) : done(); })(); })")


def look_at_large_words(page, label):
    """The page of somebody who set their phone's text to 200 %."""
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    settle(page)
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "32px", label
    assert not scrolls_sideways(page), f"{label} scrolls sideways with words twice as large"
    names = page.locator(".nav li a").evaluate_all("links => links.map(link => link.scrollWidth - link.clientWidth)")
    assert max(names) <= 1, f"{label}: the bottom bar's names overlap"
    page.evaluate("document.documentElement.style.fontSize = ''")


def check(page, address, language, label):
    """The page at an address, or as it stands where there is None."""
    _open(page, address)
    if address is not None and page.evaluate("window.shifts") >= GOOD_SHIFT:
        _open(page, address)  # a page that shifts does so again; a machine that stumbled does not
    if language == "en":  # both sizes, and light and dark; nothing that axe looks for hangs on the words
        found = violations(page)
        assert not found, f"{label}: {found}"
    assert not scrolls_sideways(page), f"{label} scrolls sideways"
    assert page.evaluate("window.shifts") < GOOD_SHIFT, f"{label} shifts"
    assert page.evaluate("[...document.images].every(image => image.getAttribute('width') && image.getAttribute('height'))"), label
    assert page.locator("h1").count() == 1, label
    assert page.locator("html").get_attribute("lang") == language
    if language == "ko":
        assert HANGUL.search(page.locator("h1").inner_text() + page.title()), f"{label} has no Korean heading"
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{label}.png", full_page=True)
    if label.startswith("phone"):
        look_at_large_words(page, label)


def look_at_all(open_context, size, scheme, language):
    context = open_context(viewport=SIZES[size], color_scheme=scheme)
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    page.goto("/signup/")
    choose_language(context, page, language)

    def visit(addresses, who):
        for address in addresses:
            name = re.sub(r"[0-9a-f-]{36}|\W+", "-", address).strip("-") or "home"
            check(page, address, language, f"{size}-{scheme}-{language}-{who}-{name}")

    # The one error that belongs here is the page that is not there.
    visit(STRANGER_PAGES, "stranger")
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "/no-such-page/" not in trouble]

    name = sign_up(page)
    visit(["/", "/looks/"], "newcomer")
    looks = []
    for picture in ("grace_hopper", "coffee"):
        page.goto("/")
        page.set_input_files("[name=image]", picture_path(picture))
        page.click("[data-do=analyse]")
        page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
        looks.append(page.url)
    page.goto(looks[0])
    page.fill("[name=caption]", "Dressed for the sea")
    page.locator("form[action$='/share/'] button").first.click()
    page.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))  # going on at once would call it off
    page.goto(looks[0])
    shared = page.locator("a[href^='/board/'][href$='/']:not([href='/board/'])").first.get_attribute("href")
    page.goto("/beautify/")
    page.set_input_files("[name=image]", picture_path("astronaut"))
    page.click("[data-do=save]")  # waits until the portrait is made up
    portrait = page.locator("[data-saved] a[href]").get_attribute("href")  # and this until it is saved
    check(page, None, language, f"{size}-{scheme}-{language}-person-made-up")
    visit([portrait], "person-portrait")
    visit([*looks, shared, f"{shared}report/", f"/@{name}/", f"/@{name}/diary/", f"/@{name}/followers/", *PERSON_PAGES], "person")


# Every two of size, scheme and language meet in one of the four; for photographs all eight are taken.
GUISES = {"phone": [("light", "en"), ("dark", "ko")], "desktop": [("light", "ko"), ("dark", "en")]}
if "SCREENSHOTS" in os.environ:
    GUISES = {size: [*GUISES["phone"], *GUISES["desktop"]] for size in SIZES}


# A class each, so that two processes share the work.
class TestPhone:
    @pytest.mark.parametrize(("scheme", "language"), GUISES["phone"])
    def test_it_works(self, open_context, scheme, language):
        look_at_all(open_context, "phone", scheme, language)


class TestDesktop:
    @pytest.mark.parametrize(("scheme", "language"), GUISES["desktop"])
    def test_it_works(self, open_context, scheme, language):
        look_at_all(open_context, "desktop", scheme, language)


PEOPLES_GUISES = [("phone", "dark", "ko"), ("desktop", "light", "en")]
if "SCREENSHOTS" in os.environ:
    PEOPLES_GUISES = [(size, *guise) for size, guises in GUISES.items() for guise in guises]


@pytest.mark.parametrize(("size", "scheme", "language"), PEOPLES_GUISES)
def test_peoples_pages(open_context, size, scheme, language):
    context = open_context(viewport=SIZES[size], color_scheme=scheme)
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    sign_up(page)
    choose_language(context, page, language)

    def visit(address):
        name = re.sub(r"[0-9a-f-]{36}|\W+", "-", address).strip("-")
        check(page, address, language, f"{size}-{scheme}-{language}-{name}")

    visit("/people/consent/")
    page.check("[name=agree]")
    page.locator("form:has([name=agree]) button").click()
    page.fill("[name=name]", "은주")
    page.check("[name=has_consent]")
    page.locator("form:has([name=has_consent]) button").click()
    page.set_input_files("[name=photos]", picture_path("grace_hopper"))
    page.locator("form:has([name=photos]) button").click()
    expect(page.locator(".samples .sample")).to_have_count(1)  # the photo is made smaller before it leaves
    person = re.search(r"/people/[0-9a-f-]{36}/", page.url)[0]
    for address in [*PEOPLE_PAGES, person, f"{person}enroll/"]:
        visit(address)


@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_staffs_pages(open_context, site, size, scheme):
    context = open_context(viewport=SIZES[size], color_scheme=scheme)
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    name = sign_up(page)
    _execute(DATABASES[site], f"UPDATE accounts_user SET is_staff = true WHERE username = '{name}'")

    def look(address, label):
        check(page, address, "en", f"{size}-{scheme}-staff-{label}")

    def type_code(steps):
        counter = TOTP(b32decode(secret))
        counter.time = time.time() + 30 * steps
        page.fill("[name=code]", f"{counter.token():06d}")
        page.locator("form:has([name=code]) button").click()

    look("/staff/health/", "health")
    page.wait_for_selector("[data-chart=requests] dd:not(:text('–'))")
    look("/profile/two-step/", "set-up")
    secret = page.locator("code.secret").inner_text()
    type_code(0)
    look(None, "codes")
    look("/profile/two-step/", "in-service")
    look("/profile/two-step/remove/", "remove")
    with page.expect_navigation():  # going on at once would call it off
        page.locator("footer form[action='/logout/'] button").click()
    page.goto("/login/?next=/staff/health/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/profile/two-step/?next=/staff/health/")
    look(None, "ask")
    type_code(1)
    page.wait_for_url("**/staff/health/")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_masthead_is_one_line_at_all_widths(open_context, language):
    context = open_context()
    page = context.new_page()
    sign_up(page)
    choose_language(context, page, language)
    page.goto("/profile/")
    for width in (320, 344, 360, 390, 768, 820, 912, 959, 960, 1024, 1112, 1199, 1200, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        settle(page)
        assert page.evaluate("document.querySelector('.masthead').offsetHeight") < 90, width
        assert not scrolls_sideways(page), width


def test_small_print_of_a_phone(open_context):
    page = open_context(viewport=SIZES["phone"]).new_page()
    name = sign_up(page)
    page.goto("/")
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    first = page.locator(".heat-choice label").first.inner_text()
    assert f"Where she saw {first}:" in page.locator(".heat-legend").inner_text()

    page.goto(f"/@{name}/")
    months = page.locator(".style-chart text").evaluate_all("all => all.map(text => text.getBoundingClientRect().height)")
    assert all(height == 0 or height > 10 for height in months), "the months' names are too small to read"
    assert sum(height > 0 for height in months) >= 6

    page.goto("/notifications/")
    card, choice = page.locator(".empty").bounding_box(), page.locator(".notice-kinds").bounding_box()
    assert choice["y"] > card["y"] + card["height"] + 8

    page.goto("/profile/people/")
    sizes = page.locator("input[type=radio]").evaluate_all("all => all.map(one => one.offsetWidth / one.offsetHeight)")
    assert set(sizes) == {1}, "a radio button is squeezed"
