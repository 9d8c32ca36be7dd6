"""The recognition pages before a socket that tells what a test has it tell: nobody need sit before the camera."""

import json

import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up
from e2e.test_camera import KEEP_STREAM, REFUSE
from e2e.test_mirror_troubles import IS_BARE
from e2e.test_people import add_person, agree

PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.fixture
def server(page):
    """`heard`, what the page told it; `say(message)`; `faces`, which it answers each frame with; `socket`, to be closed."""
    sign_up(page)
    agree(page)

    class Server:
        heard, socket, faces = [], None, []

        def connect(self, socket):
            self.socket = socket
            socket.on_message(self.hear)
            self.say({"type": "ready"})

        def hear(self, message):
            if isinstance(message, str):
                self.heard.append(json.loads(message))
            else:
                told = {"width": 640, "height": 480, "faces": self.faces, "step": "front", "advice": "hold", "counts": {}}
                self.socket.send(message[:8] + bytes(4) + json.dumps(told).encode())

        def say(self, message):
            self.socket.send(json.dumps(message))

        def heard_at_last(self, *messages):
            """Whether these were the last that it was told, as soon as they have come."""
            for _attempt in range(50):
                if self.heard[-len(messages) :] == list(messages):
                    return True
                page.wait_for_timeout(100)
            return False

    server = Server()
    page.route_web_socket("**/ws/live/recognition/", server.connect)
    return server


def test_it_works(page, server):
    """Who is in view is named, and put right by a button; when the consent is gone nothing stays, and the light goes out."""
    page.add_init_script(KEEP_STREAM)
    page.goto("/people/live/")
    page.click("[data-do=open]")
    expect(page.locator("[data-do=stop]")).to_be_focused()
    known = {"state": "known", "name": "Ann", "person": "1", "score": 0.81}
    server.faces = [{"id": 7, "box": [100, 100, 200, 200], **known}]
    expect(page.locator("[data-in-view] strong")).to_have_text("Ann")
    expect(page.locator("[data-in-view] [data-score]")).to_have_text("81 %")
    expect(page.locator("[data-told]")).to_have_text("In view: Ann.")
    assert not page.locator("[data-canvas]").evaluate(IS_BARE)
    page.get_by_role("button", name="it is not Ann").click()
    assert server.heard_at_last({"type": "correct", "track": 7})

    server.socket.close(code=4403)
    expect(page.locator("[data-eva]")).to_contain_text("stopped looking")
    expect(page.get_by_role("link", name="Read about the consent")).to_be_visible()
    expect(page.locator("[data-in-view] li")).to_have_count(0)
    assert page.locator("[data-canvas]").evaluate(IS_BARE)
    assert page.evaluate("stream.getTracks().every(track => track.readyState === 'ended')")


def test_the_camera_is_opened_and_closed_by_keyboard(page, server):
    page.goto("/people/live/")
    open_, stop = (page.locator(f"[data-do={name}]") for name in ("open", "stop"))
    open_.press("Enter")
    expect(stop).to_be_focused()
    stop.press("Enter")
    expect(open_).to_be_focused()
    refuse = REFUSE.format(name="NotAllowedError")
    page.evaluate(f"() => {{ {refuse} }}")
    open_.press("Enter")
    expect(page.locator("[data-eva]")).to_contain_text("blocked")
    expect(open_).to_be_focused()


def test_pictures_just_taken_are_taken_back(page, server):
    add_person(page, "Ann")
    page.click("text=Enrol with the camera")
    page.click("[data-do=open]")
    sitting, samples = page.locator("[data-sitting]"), page.locator("[data-samples] li")
    expect(page.locator("[data-do=stop]")).to_be_focused()
    expect(sitting).to_be_hidden()
    for number, pose in enumerate(("front", "left")):
        fields = {"id": str(number), "pose": pose, "picture": PICTURE, "looks_like": None, "counts": {"front": 1, "left": number}}
        server.say({"type": "sample", **fields})
    expect(samples).to_have_count(2)
    samples.first.get_by_role("button").click()
    page.click("[data-do=undo]")
    page.click("[data-do=cancel]")
    assert server.heard_at_last({"type": "remove", "sample": "0"}, {"type": "undo"}, {"type": "cancel"})
    server.say({"type": "removed", "samples": ["0"], "counts": {"left": 1}})
    expect(samples).to_have_count(1)
    expect(page.locator("[data-do=undo]")).to_be_enabled()
    server.say({"type": "removed", "samples": ["1"], "counts": {}})
    expect(sitting).to_be_hidden()
