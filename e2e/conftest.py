"""The real thing: `manage.py serve` as a process of its own, on a database of its own, seen through Chromium."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import cv2
import numpy as np
import psycopg2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from evaranks import local
from evaranks.sample_pictures import picture_path

PASSWORD = "a good pass phrase"
# Without windows it is the same engine, and the tests take three quarters of the time.
BROWSERS = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
# Chromium's own requests to its maker would only fail, slowly, where there is no network.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu"]
WEBGL = ["--enable-unsafe-swiftshader"]  # WebGL without a graphics card; it draws our own pages only

expect.set_options(timeout=10_000)
DATABASES: dict[str, str] = {}  # of the servers that run, by their addresses: for what no page does


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a running server."""
    with serving(tmp_path_factory.mktemp("data")) as address:
        yield address


@contextlib.contextmanager
def serving(data_dir: Path, **variables: str):
    """A server with a database of its own; `variables` go into its environment."""
    name = f"e2e_{secrets.token_hex(4)}"
    local_url = os.environ["DATABASE_URL"]
    _execute(local_url, f"CREATE DATABASE {name}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "STATIC_ROOT": "",  # the checkout's, with what is collected; the unit tests have an empty one
        "DATABASE_URL": local_url.rsplit("/", 1)[0] + "/" + name,
        "DATA_DIR": str(data_dir),
        "THROTTLE_UPLOADS": "1000/minute",
        "HOLD_COPIES": "false",  # everybody in these tests wears the same three pictures
        "WRITE_LIMITS": '{"sign_up": [10000, 60], "sign_in_address": [10000, 60]}',  # everybody here has one address
        **variables,
    }
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=local.BASE_DIR, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        DATABASES[address] = environment["DATABASE_URL"]
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        _execute(local_url, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url, statement):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _wait_for(address, process):
    for _attempt in range(900):
        assert process.poll() is None, "the server stopped"
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.fixture(scope="session")
def camera_picture() -> np.ndarray:
    """What the fake camera sees, a real person: uint8 (480, 640, 3), BGR."""
    photo = cv2.imread(str(picture_path("grace_hopper")))
    return cv2.resize(cv2.copyMakeBorder(photo, 0, 0, 128, 128, cv2.BORDER_REPLICATE), (640, 480))


@pytest.fixture(scope="session")
def camera_film(tmp_path_factory, camera_picture) -> Path:
    """The same as YUV4MPEG2, which tells its rate: what thirty frames a second of a still show, fifteen show in half the time."""
    path = tmp_path_factory.mktemp("camera") / "person.y4m"
    frame = b"FRAME\n" + cv2.cvtColor(camera_picture, cv2.COLOR_BGR2YUV_I420).tobytes()
    path.write_bytes(b"YUV4MPEG2 W640 H480 F15:1 Ip A1:1 C420jpeg\n" + 3 * frame)
    return path


def launch(chromium, film: Path, **options):
    """A browser whose camera sees this film: Chromium is told when it starts. `options` as of Playwright's launch."""
    installed = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    return chromium.launch(executable_path=installed, args=QUIET + WEBGL + camera, chromium_sandbox=os.geteuid() != 0, **options)


@pytest.fixture(scope="session")
def browser(camera_film):
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright.chromium, camera_film)
        except Exception as error:
            how = "Debian: apt-get install chromium-headless-shell; elsewhere: playwright install chromium"
            pytest.fail(f"The browser tests need Chromium ({how}): {error}")
        yield browser
        browser.close()


@pytest.fixture
def open_context(browser, site):
    """Opens browser windows of one person: options as of Playwright's new_context. Fails the test on any console error."""
    contexts, troubles = [], []

    def watch(page):
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: troubles.append(f"{page.url}: {message.text}") if message.type == "error" else None)

    def open_(**options):
        context = browser.new_context(
            **{"base_url": site, "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
        )
        context.on("page", watch)
        contexts.append(context)
        return context

    open_.troubles = troubles
    yield open_
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def page(open_context):
    return open_context(permissions=["camera"]).new_page()


@pytest.fixture
def run(page):
    """Runs the body of an asynchronous function in a page of ours, which may import its modules."""
    page.goto("/signup/")
    return lambda body: page.evaluate(f"async () => {{ {body} }}")


def sign_up(page, name=None) -> str:
    """A new account, in the page's browser; returns its username. The form itself is for `fill_in_sign_up`."""
    name = name or f"person-{secrets.token_hex(4)}"
    page.request.get("/signup/")
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    fields = {"username": name, "email": f"{name}@example.com", "password1": PASSWORD, "password2": PASSWORD}
    response = page.request.post("/signup/", form={**fields, "csrfmiddlewaretoken": token})
    assert response.ok
    page.goto("/")
    page.wait_for_selector("[data-studio]")
    return name


def fill_in_sign_up(page) -> str:
    """The same as a person does it."""
    name = f"person-{secrets.token_hex(4)}"
    page.goto("/signup/")
    page.fill("[name=username]", name)
    page.fill("[name=email]", f"{name}@example.com")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click("main form button:not([type=button])")
    page.wait_for_selector("[data-studio]")
    return name


def wait_for_camera(page):
    """Until the preview shows a picture. (Playwright's own wait_for_function evaluates strings, which the CSP refuses.)"""
    page.locator("[data-video]").evaluate(
        "video => video.readyState >= 2 || new Promise(done => video.addEventListener('loadeddata', done))"
    )


def violations(page) -> list[str]:
    """What axe finds wrong with the page as it stands: each rule, with the first element that breaks it."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]  # all is looked at, less is told
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
