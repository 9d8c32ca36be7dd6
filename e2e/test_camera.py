"""What the studio says and offers when the camera will not play along."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up, wait_for_camera
from evaranks.sample_pictures import picture_path

REFUSE = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', '{name}'));"

KEEP_STREAM = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async wish => { window.stream = await open(wish); return window.stream; };
"""

TWO_CAMERAS = """
const { mediaDevices } = navigator;
const film = mediaDevices.getUserMedia.bind(mediaDevices);
window.wishes = [];
mediaDevices.enumerateDevices = async () => ['front', 'rear'].map(deviceId => ({ kind: 'videoinput', deviceId }));
mediaDevices.getUserMedia = wish => { window.wishes.push(wish); return film({ video: true }); };
MediaStreamTrack.prototype.getSettings = () =>
  window.wishes.length > 1 ? { deviceId: 'rear', facingMode: 'environment' } : { deviceId: 'front', facingMode: 'user' };
"""


def try_camera(page):
    sign_up(page)
    page.click("[data-do=camera]")


def test_it_works(page):
    """Preview, snap, retake, snap again; and the camera's light goes out."""
    page.add_init_script(KEEP_STREAM)
    try_camera(page)
    wait_for_camera(page)
    expect(page.locator("[data-video]")).to_have_class("mirrored")
    page.click("[data-do=snap]")
    expect(page.locator("[data-preview]")).to_be_visible()
    page.get_by_role("button", name="Retake").click()
    wait_for_camera(page)
    page.click("[data-do=close-camera]")
    expect(page.locator("[data-do=camera]")).to_be_visible()
    assert page.evaluate("window.stream.getTracks().every(track => track.readyState == 'ended')")


def test_the_rear_camera_is_taken_and_not_mirrored(page):
    page.add_init_script(TWO_CAMERAS)
    try_camera(page)
    wait_for_camera(page)
    expect(page.locator("[data-video]")).to_have_class("mirrored")
    page.click("[data-do=flip]")
    expect(page.locator("[data-video]")).to_have_class("")
    assert page.evaluate("wishes.map(({video}) => video.deviceId?.exact ?? video.facingMode.ideal)") == ["user", "rear"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("NotAllowedError", "blocked"), ("NotFoundError", "no camera"), ("NotReadableError", "Another program"), ("AbortError", "camera")],
)
def test_a_refusal_is_explained(page, name, words):
    page.add_init_script(REFUSE.format(name=name))
    try_camera(page)
    expect(page.locator("[data-eva]")).to_contain_text(words)
    expect(page.locator("[data-drop]")).to_be_visible()
    with page.expect_file_chooser():  # a phone opens its own camera
        page.click("[data-do=capture]")


def test_an_insecure_page_is_explained(page):
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false});"
                         "Object.defineProperty(navigator, 'mediaDevices', {value: undefined});")  # fmt: skip
    try_camera(page)
    expect(page.locator("[data-eva]")).to_contain_text("https")


def test_a_bad_file_is_explained_and_another_can_be_chosen(open_context, page, tmp_path):
    sign_up(page)
    bad = tmp_path / "outfit.jpg"
    bad.write_bytes(b"\xff\xd8\xff\xe0 not really")
    page.set_input_files("[name=image]", bad)
    expect(page.locator("[data-eva]")).to_contain_text("I will try to read it")
    expect(page.locator("[data-no-preview]")).to_contain_text("outfit.jpg")
    page.click("[data-do=analyse]")
    expect(page.locator("[data-eva]")).to_contain_text("damaged")
    expect(page.locator("[data-do=again]")).to_be_focused()
    page.click("[data-do=again]")
    expect(page.locator("[data-drop]")).to_be_visible()

    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.context.clear_cookies(name="sessionid")
    page.click("[data-do=analyse]")
    expect(page.locator(".toast")).to_contain_text("signed out")
    expect(page.locator("[data-preview]")).to_be_visible()
    open_context.troubles.clear()  # Chromium logs the 400 and the 401 that this is about


def test_an_upload_can_be_cancelled(page):
    sign_up(page)
    page.route("**/api/v1/style-analyses/", lambda route: None)  # never answered
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.click("[data-do=cancel]")
    expect(page.locator("[data-do=analyse]")).to_be_visible()
    page.goto("/looks/")
    expect(page.locator(".gallery li")).to_have_count(0)


@pytest.mark.parametrize(("size", "words"), [(0, "The file is empty"), (15 * 2**20 + 1, "larger than 15 MB")])
def test_what_the_server_would_not_take_is_refused_at_once(page, tmp_path, size, words):
    sign_up(page)
    file = tmp_path / "outfit.heic"
    file.write_bytes(bytes(size))
    page.set_input_files("[name=image]", file)
    expect(page.locator("[data-eva]")).to_contain_text(words)
    expect(page.locator("[data-drop]")).to_be_visible()
