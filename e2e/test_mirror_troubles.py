"""The mirror when server, connection or camera will not play along; and that the camera's light goes out."""

import re

import pytest
from playwright.sync_api import expect

from e2e.test_camera import KEEP_STREAM, REFUSE
from e2e.test_mirror import film, is_blue, lip, open_mirror, paint_lips, until  # noqa: F401  (film and lip are fixtures)

NOTE_LINES = """line => {
  const said = [line.textContent];  // the next line may follow at once
  new MutationObserver(() => said.push(line.textContent)).observe(line, {childList: true, characterData: true, subtree: true});
  return said;
}"""
IS_BARE = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.every(value => value === 0)"
SOCKET = "**/ws/live/effects/"
REFUSALS = [("NotAllowedError", "blocked"), ("NotFoundError", "no camera"), ("NotReadableError", "Another program")]


def test_it_works(page, lip):  # noqa: F811
    """It loses the server, goes on bare, and comes back by itself."""
    connections, is_down = [], []

    def connect(socket):
        if is_down:
            return socket.close(code=1012)
        socket.connect_to_server()
        connections.append(socket)

    page.route_web_socket(SOCKET, connect)
    open_mirror(page)
    paint_lips(page, "#2020c0")
    until(page, lambda: is_blue(page, lip))

    is_down.append(True)
    connections[0].close(code=1012)
    expect(page.locator("[data-line]")).to_contain_text("does not answer")
    until(page, lambda: not is_blue(page, lip))  # the bare mirror goes on
    said = page.locator("[data-line]").evaluate_handle(NOTE_LINES)
    is_down.clear()
    until(page, lambda: any("Connected again" in line for line in said.json_value()))
    until(page, lambda: is_blue(page, lip))


def test_a_slow_connection_gets_smaller_pictures_and_is_told(page):
    page.add_init_script(
        "window.WebSocket = class extends WebSocket {"
        " set onmessage(hear) { super.onmessage = (event) => setTimeout(() => hear(event), 350); } };"
    )
    open_mirror(page)
    expect(page.locator("[data-line]")).to_contain_text("smaller pictures")
    expect(page.locator("[data-figures]")).to_have_attribute("title", re.compile("512 px"))


@pytest.mark.parametrize(
    ("code", "words", "focused"), [(4429, "chair", "snap"), (4408, "asleep", "open"), (4423, "account is closed", "open")]
)
def test_the_servers_refusals_are_told_plainly(page, code, words, focused):
    page.route_web_socket(SOCKET, lambda socket: socket.close(code=code))
    page.goto("/mirror/")
    page.click("[data-do=open]")
    expect(page.locator("[data-line], [data-eva]").filter(has_text=words)).to_be_visible()
    expect(page.locator(f"[data-do={focused}]")).to_be_focused()


@pytest.mark.parametrize(("name", "words"), REFUSALS)
def test_a_camera_that_will_not_open_is_explained(page, name, words):
    page.add_init_script(REFUSE.format(name=name))
    page.goto("/mirror/")
    page.click("[data-do=open]")
    expect(page.locator("[data-eva]")).to_contain_text(words)
    expect(page.locator("[data-do=open]")).to_be_enabled()
    expect(page.locator("[data-do=open]")).to_be_focused()


def test_the_light_goes_out(page):
    """On stopping, on leaving, and a while after the page was hidden."""
    page.add_init_script(KEEP_STREAM)
    is_dark = "window.stream.getTracks().every((track) => track.readyState === 'ended')"
    open_mirror(page)
    assert not page.evaluate(is_dark)
    canvas = page.locator("[data-canvas]")
    until(page, lambda: not canvas.evaluate(IS_BARE))
    page.click("[data-do=stop]")
    assert page.evaluate(is_dark)
    expect(page.locator("[data-do=open]")).to_be_focused()
    assert canvas.evaluate(IS_BARE)

    page.click("[data-do=open]")
    expect(page.locator("[data-do=snap]")).to_be_visible()
    page.clock.install()
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true}); document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(11_000)
    assert page.evaluate(is_dark)
    expect(page.locator("[data-do=open]")).to_be_visible()

    page.click("[data-do=open]")
    expect(page.locator("[data-do=snap]")).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert page.evaluate(is_dark)
