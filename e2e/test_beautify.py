"""The dressing table, as a person meets it: looks, comparison, parts, a reference, the sheet, keeping, sharing, deleting."""

import re

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up, wait_for_camera
from evaranks.sample_pictures import picture_path

DONE = "[data-beautify][aria-busy=false]"


@pytest.fixture
def table(page):
    sign_up(page)
    page.goto("/beautify/")
    page.set_input_files("[name=image]", picture_path("astronaut"))
    made_up(page)
    return page


def made_up(page):
    """Until the newest wish is fulfilled."""
    page.wait_for_selector(DONE)
    expect(page.locator('[data-compare="after"]')).to_be_visible()


def picture(page, which="after"):
    """A number that changes with what is shown."""
    return page.locator(f'[data-compare="{which}"]').evaluate(
        """image => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          return data.reduce((sum, value, index) => (sum + value * (index % 9973)) % 4294967291, 0);
        }"""
    )


def test_it_works(table):
    first = picture(table)
    assert first != picture(table, "before")
    expect(table.locator("[data-eva]")).to_contain_text("Slide the line")

    table.locator(".look-option").nth(4).click()
    made_up(table)
    second = picture(table)
    assert second != first
    table.locator("[data-parts] input[value=skin]").uncheck()
    made_up(table)
    assert picture(table) not in (first, second)

    table.locator("[data-compare=split]").fill("20")
    assert "--split: 20%" in table.locator("[data-compare-root]").get_attribute("style")
    table.locator("[data-strength]").fill("40")
    expect(table.locator('[data-compare="after"]')).to_have_css("opacity", "0.4")
    table.set_viewport_size({"width": 390, "height": 844})
    table.click("[data-do=save]")
    saved = table.locator("[data-saved] a")
    expect(saved).to_be_focused()
    assert saved.bounding_box()["y"] + saved.bounding_box()["height"] < table.locator(".nav").bounding_box()["y"]
    saved.click()
    table.set_viewport_size({"width": 1280, "height": 900})
    expect(table.locator("h1")).not_to_be_empty()
    table.get_by_role("button", name="Share by link").click()
    address = table.url
    stranger = table.context.browser.new_context().new_page()
    stranger.goto(address)
    expect(stranger.locator(".ai-badge")).to_be_visible()
    assert stranger.locator('[data-compare="before"]').count() == 0
    stranger.context.close()
    with table.expect_download() as download:
        table.get_by_role("link", name="Download with visible words").click()
    assert download.value.suggested_filename == "evaranks-portrait.jpg"

    table.goto("/portraits/")
    table.locator(".tile a").first.click()
    table.locator("summary", has_text="Delete").click()
    table.get_by_role("button", name="Delete it").click()
    expect(table.locator("h2", has_text="No portraits yet")).to_be_visible()


def test_a_portrait_is_not_kept_for_every_change_of_it(page):
    """What an object URL names stays in memory until it is revoked: previews aside, of which the newest portrait has one."""
    page.add_init_script("""
        window.held = new Set();
        const { createObjectURL, revokeObjectURL } = URL;
        URL.createObjectURL = (blob) => { const url = createObjectURL(blob); held.add(url); return url; };
        URL.revokeObjectURL = (url) => { held.delete(url); revokeObjectURL(url); };
    """)
    sign_up(page)
    page.goto("/beautify/")
    shown = []
    for name in ("astronaut", "grace_hopper"):
        with page.expect_response("**/faces/analyze/"):
            page.set_input_files("[name=image]", picture_path(name))
        made_up(page)
        shown.append(picture(page))
    assert shown[0] != shown[1]
    assert page.evaluate("held.size") == 1
    page.set_input_files("[data-reference]", picture_path("grace_hopper"))
    expect(page.locator("[data-own]")).to_be_checked()
    made_up(page)
    assert page.evaluate("held.size") == 1


def test_a_picture_under_way_is_not_taken_for_one_of_the_next_portrait(run):
    """The contact sheet asks for one after the other, and a new portrait may come meanwhile."""
    outcome = run("""
        const { makePreviews } = await import('/static/js/lib/portrait-previews.js');
        const answers = [];
        window.fetch = (_, { signal }) => new Promise((done, fail) => {
          answers.push(() => done(new Response('a picture')));
          signal.onabort = () => fail(new DOMException('', 'AbortError'));
        });
        const previews = makePreviews('/', '');
        const ask = () => previews.render(new Blob(['a portrait']), { look: 'plum' }, { among: true }).catch(({ code }) => code);
        const first = ask();
        previews.forget();
        answers[0]();
        await first;
        ask();
        return [await first, answers.length];
    """)
    assert outcome == ["cancelled", 2]


def test_by_camera_and_keyboard(page):
    sign_up(page)
    page.goto("/beautify/")
    page.click("[data-do=camera]")
    wait_for_camera(page)
    page.keyboard.press("Enter")  # the shutter has the focus
    made_up(page)
    first = picture(page)
    page.keyboard.press("ArrowRight")  # the looks have it
    made_up(page)
    assert picture(page) != first


def test_the_make_up_of_another_portrait(table):
    first = picture(table)
    table.set_input_files("[data-reference]", picture_path("grace_hopper"))
    expect(table.locator("[data-own]")).to_be_checked()  # once it has been read
    made_up(table)
    assert picture(table) != first
    with table.expect_file_chooser():  # another one
        table.locator("label:has([data-own])").click()


def test_every_look_on_one_sheet(table):
    looks = table.locator('input[name="look"]:not([data-own])').count()
    table.click("[data-do=sheet]")
    expect(table.locator(".sheet-tile")).to_have_count(looks, timeout=60_000)
    with table.expect_download() as download:
        table.click("[data-do=sheet-download]")
    assert download.value.suggested_filename == "evaranks-looks.jpg"
    table.locator(".sheet-tile").nth(2).click()
    made_up(table)
    expect(table.locator('input[name="look"]').nth(2)).to_be_checked()


def test_a_wide_picture_is_cut_to_a_chosen_face(page, tmp_path):
    one = cv2.imread(str(picture_path("astronaut")))
    path = tmp_path / "wide.png"
    cv2.imwrite(str(path), np.hstack([one, np.full_like(one, 90), cv2.resize(one, (410, 410))[[*range(410), *[409] * 102]]]))
    sign_up(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/beautify/")
    page.set_input_files("[name=image]", path)
    made_up(page)
    words = page.locator(".compare-label span").all()
    assert [round(word.bounding_box()["height"] / 24) for word in words] == [1, 1]  # not broken within a word
    page.click("[data-do=sheet]")
    first = page.locator(".sheet-tile img").first
    assert float(first.evaluate("picture => picture.style.objectPosition").split("%")[0]) < 15
    page.click("[data-do=sheet-stop]")
    expect(page.locator("[data-do=sheet-stop]")).to_be_hidden(timeout=1000)
    expect(page.locator("[data-do=sheet-download]")).to_be_visible()
    page.locator(".face-mark").first.click()
    made_up(page)
    page.click("[data-do=sheet]")
    expect(page.locator(".sheet-tile")).not_to_have_count(0)
    assert float(first.evaluate("picture => picture.style.objectPosition").split("%")[0]) > 85


def test_faces_are_chosen(page, tmp_path):
    one = cv2.imread(str(picture_path("astronaut")))
    path = tmp_path / "two.png"
    cv2.imwrite(str(path), np.hstack([one, one]))
    sign_up(page)
    page.goto("/beautify/")
    page.set_input_files("[name=image]", path)
    made_up(page)
    both = picture(page)
    page.locator(".face-mark").first.click()
    made_up(page)
    assert picture(page) != both
    page.locator(".face-mark").nth(1).click()
    expect(page.locator("[data-eva]")).to_contain_text("tap a face")
    expect(page.locator("[data-do=save]")).to_be_disabled()


def test_a_picture_without_a_face(page):
    sign_up(page)
    page.goto("/beautify/")
    page.set_input_files("[name=image]", picture_path("coffee"))
    expect(page.locator("[data-eva]")).to_contain_text("I see no face")


def test_without_scripts(open_context):
    context = open_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("/signup/")
    page.fill("[name=username]", "plain-portrait")
    page.fill("[name=email]", "plain-portrait@example.com")
    for name in ("password1", "password2"):
        page.fill(f"[name={name}]", "a good pass phrase")
    with page.expect_navigation():  # going on at once would call it off
        page.locator("main form button:not([type=button])").first.click()
    page.goto("/beautify/")
    page.set_input_files("[name=image]", picture_path("astronaut"))
    page.get_by_role("button", name="Make it up").click()
    expect(page).to_have_url(re.compile(r"/portraits/[0-9a-f-]{36}/"))
    expect(page.locator('[data-compare="after"]')).to_be_visible()


def test_the_download_is_as_wished_and_its_button_keeps_the_focus(table):
    table.evaluate("""() => {
        const real = fetch;
        window.fetch = (address, options) => {
          window.sent = Object.fromEntries([...options.body].filter(([, value]) => typeof value === 'string'));
          return real(address, options);
        };
    }""")
    table.locator("[data-strength]").fill("40")
    table.get_by_label("with visible words").check()
    download = table.locator("[data-do=download]")
    with table.expect_download():
        download.press("Enter")
    made_up(table)
    expect(download).to_be_focused()
    sent = table.evaluate("sent")
    assert (sent["strength"], sent["mark"], sent["max_side"]) == ("0.4", "true", "2048")
