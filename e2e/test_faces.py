"""The selfie page and the developers' page, as a person and a program meet them."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys

import cv2
import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up, violations
from evaranks.sample_pictures import group_photo, picture_path

# A number that changes with what is drawn.
PIXELS = """(() => {
  const canvas = document.querySelector('[data-canvas]');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((sum, value, index) => (sum + value * (index % 9973)) % 4294967291, 0);
})()"""

SUBMIT = """(data) => {
  const held = new DataTransfer();
  held.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], 'photo.png', { type: 'image/png' }));
  const form = document.querySelector('form.drop');
  form.image.files = held.files;
  form.submit();
}"""


def until(page, expression):
    """Playwright's own waiting evaluates strings in the page, which its Content-Security-Policy forbids."""
    for _attempt in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def result(page):
    page.wait_for_selector("[data-faces][data-state=result]")
    page.wait_for_timeout(200)


def measure(page, path):
    page.set_input_files("#face-image", path)
    result(page)


@pytest.fixture
def faces(page):
    sign_up(page)
    page.goto("/faces/")
    return page


def test_it_works(faces):
    """A selfie by the camera: words, numbers, layers, JSON; and nothing of it is kept."""
    faces.click("[data-do=camera]")
    until(faces, "document.querySelector('[data-video]').readyState >= 2")
    faces.click("[data-do=snap]")
    result(faces)

    expect(faces.locator("[data-eva]")).to_contain_text("One face")
    expect(faces.locator("[data-fact=mouth]")).to_have_text("Closed")
    expect(faces.locator("[data-fact=eyes]")).to_have_text("Both open")
    expect(faces.locator("[data-number=head]")).to_contain_text("yaw")
    faces.click(".json summary")
    assert json.loads(faces.locator("[data-json]").inner_text())["face_count"] == 1
    faces.click("[data-do=again]")
    expect(faces.locator("[data-do=snap]")).to_be_focused()  # by camera as before
    faces.goto("/looks/")
    expect(faces.locator("main")).to_contain_text("An empty wardrobe")
    expect(faces.locator(".gallery li")).to_have_count(0)


def test_each_layer_can_be_switched(faces):
    measure(faces, picture_path("astronaut"))
    seen = {faces.evaluate(PIXELS)}
    for layer in ("box", "landmarks", "axes"):
        faces.uncheck(f"[data-layers] [value={layer}]")
        seen.add(faces.evaluate(PIXELS))
    without = faces.evaluate(PIXELS)
    faces.check("[data-layers] [value=mesh]")
    until(faces, f"{PIXELS} !== {without}")  # its edges are fetched first
    seen.add(faces.evaluate(PIXELS))
    assert len(seen) == 5


def test_one_of_many_faces_is_chosen_by_click_and_by_key(faces, tmp_path):
    image, middles = group_photo(rows=1, columns=3, width=1500, height=600)
    path = tmp_path / "group.jpg"
    cv2.imwrite(str(path), image[:, :, ::-1])
    measure(faces, path)

    expect(faces.locator("[name=face]")).to_have_count(3)
    first = faces.locator("[data-number=size]").inner_text()
    faces.locator("[name=face]").first.focus()
    faces.keyboard.press("ArrowRight")
    expect(faces.locator("[data-number=size]")).not_to_have_text(first)

    canvas = faces.locator("[data-canvas]").bounding_box()
    x, y = middles[2]  # the third head is the largest
    faces.mouse.click(canvas["x"] + x * canvas["width"] / 1500, canvas["y"] + y * canvas["height"] / 600)
    expect(faces.locator("[data-number=size]")).to_have_text(first)


def test_everything_is_reached_by_keyboard(faces):
    measure(faces, picture_path("astronaut"))
    expect(faces.locator("[data-do=again]")).to_be_focused()
    faces.keyboard.press("Tab")
    expect(faces.locator(".json summary")).to_be_focused()
    faces.keyboard.press("Enter")
    faces.keyboard.press("Tab")
    expect(faces.locator(".json [data-do=copy]")).to_be_focused()
    faces.keyboard.press("Enter")
    expect(faces.locator(".toast")).to_be_visible()
    faces.locator("[data-layers] [value=box]").focus()
    faces.keyboard.press("Space")
    assert not faces.is_checked("[data-layers] [value=box]")


def test_nobody_and_a_bad_file_are_told_apart(faces, tmp_path, open_context):
    measure(faces, picture_path("coffee"))
    expect(faces.locator("[data-eva]")).to_contain_text("no face")
    faces.click("[data-do=again]")
    bad = tmp_path / "selfie.jpg"
    bad.write_bytes(b"\xff\xd8\xff\xe0 not really")
    faces.set_input_files("#face-image", bad)
    expect(faces.locator("[data-eva]")).to_contain_text("damaged")
    expect(faces.locator("[data-drop]")).to_be_visible()
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "status of 400" not in trouble]


def test_without_a_connection_it_says_so_and_tries_again(faces, open_context):
    address, retry = "**/faces/analyze/", faces.locator("[data-do=retry]")
    busy = {"status": 503, "json": {"detail": "Eva has a queue right now."}, "headers": {"Retry-After": "3"}}
    faces.route(address, lambda route: route.abort())
    faces.set_input_files("#face-image", picture_path("astronaut"))
    expect(faces.locator("[data-eva]")).to_contain_text("could not reach")
    faces.route(address, lambda route: route.fulfill(**busy))
    retry.click()
    expect(faces.locator("[data-eva]")).to_contain_text("a queue right now")
    expect(retry).to_be_disabled()  # until the server has said that it may help
    faces.route(address, lambda route: None)
    retry.click()
    faces.click("[data-do=cancel]")
    expect(faces.locator("[data-do=camera]")).to_be_focused()
    faces.unroute(address)
    faces.set_input_files("#face-image", picture_path("astronaut"))
    result(faces)
    open_context.troubles[:] = [trouble for trouble in open_context.troubles if "ERR_FAILED" not in trouble and "503" not in trouble]


def test_without_scripts_a_photo_is_measured_in_the_same_words(open_context, tmp_path):
    """Of one answer the page's scripts and the server say the same, number by number."""
    image, _middles = group_photo(rows=1, columns=3, width=1500, height=600)
    image = cv2.warpAffine(image, cv2.getRotationMatrix2D((750, 300), -20, 0.8), (1500, 600))
    path = tmp_path / "group.jpg"
    cv2.imwrite(str(path), image[:, :, ::-1])
    scripted = open_context().new_page()
    sign_up(scripted)
    context = open_context(java_script_enabled=False)
    context.add_cookies(scripted.context.cookies())
    plain = context.new_page()

    plain.goto("/faces/")
    expect(plain.get_by_role("button", name="Take a selfie")).to_be_hidden()
    plain.set_input_files("#face-image", path)
    plain.get_by_role("button", name="Measure").click()
    expect(plain.locator(".mark-box")).to_have_count(3)
    read = plain.locator("[data-fact], [data-number]").all_text_contents()
    answer = plain.locator(".json code").text_content()

    scripted.route("**/faces/analyze/", lambda route: route.fulfill(body=answer, content_type="application/json"))
    scripted.goto("/faces/")
    measure(scripted, path)
    said = []
    for number in range(3):
        scripted.locator("[name=face]").nth(number).check(force=True)
        said += scripted.locator("[data-fact], [data-number]").all_text_contents()
    assert read[0] == "Tilted clockwise"
    assert read == said
    assert plain.locator(".bubble").inner_text() == scripted.locator(".bubble p").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["astronaut", None])
def test_what_a_page_without_scripts_is_answered_is_accessible(scheme, name, open_context):
    """A measured photo, and a form that comes back with its error; sent past the scripts, which axe needs."""
    page = open_context(color_scheme=scheme, viewport={"width": 390, "height": 844}).new_page()
    sign_up(page)
    page.goto("/faces/")
    data = base64.b64encode(picture_path(name).read_bytes() if name else b"no picture").decode()
    with page.expect_navigation():
        page.evaluate(SUBMIT, data)
    expect(page.locator(".marks" if name else ".errorlist")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []


def test_a_phone_has_the_picture_before_the_numbers(open_context):
    page = open_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    sign_up(page)
    page.goto("/faces/")
    measure(page, picture_path("astronaut"))
    picture, facts = (page.locator(selector).bounding_box() for selector in ("[data-canvas]", "[data-facts]"))
    assert picture["y"] + picture["height"] <= facts["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(scheme, open_context):
    page = open_context(color_scheme=scheme).new_page()
    sign_up(page)
    for address in ("/faces/", "/developers/", "/profile/tokens/"):
        page.goto(address)
        if address == "/faces/":
            measure(page, picture_path("astronaut"))
            page.click(".json summary")
        assert violations(page) == [], address


def test_the_sandbox_sends_a_real_request(page):
    sign_up(page)
    page.goto("/developers/")
    page.set_input_files("#sandbox-image", picture_path("astronaut"))
    page.select_option("#sandbox-landmarks", "none")
    page.click("[data-sandbox] button.primary")
    expect(page.locator("[data-status]")).to_contain_text("200")
    answer = json.loads(page.locator("[data-answer] code").inner_text())
    assert answer["face_count"] == 1
    assert "landmarks" not in answer["faces"][0]


def test_the_examples_run_as_they_stand(page, tmp_path):
    """Each is copied off the page and run with a token made in the profile."""
    sign_up(page)
    page.goto("/profile/tokens/")
    page.fill("[name=name]", "examples")
    page.click("main form button.primary")
    token = page.locator("[data-copy-text]").inner_text()
    page.goto("/developers/")
    example = {name: page.locator(f"[data-example=example-{name}]").text_content() for name in ("curl", "python", "javascript")}
    shutil.copy(picture_path("grace_hopper"), tmp_path / "selfie.jpg")
    (tmp_path / "faces.mjs").write_text(example["javascript"])

    commands = {"curl": ["sh", "-c", example["curl"]], "python": [sys.executable, "-c", example["python"]], "node": ["node", "faces.mjs"]}
    run = 0
    for program, command in commands.items():
        if program != "python" and shutil.which(program) is None:
            continue
        outcome = subprocess.run(command, cwd=tmp_path, env={**os.environ, "EVA_TOKEN": token}, capture_output=True, text=True, timeout=60)
        assert outcome.returncode == 0, outcome.stderr
        assert re.search(r"yaw", outcome.stdout), program
        run += 1
    assert run >= 1
