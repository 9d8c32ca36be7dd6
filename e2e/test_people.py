"""People before the camera: enrolled by the guided poses, recognised, not recognised, and gone when consent is withdrawn."""

import os
import re
import secrets
from pathlib import Path

import psycopg2
import pytest
from playwright.sync_api import expect

from e2e.conftest import _execute, launch, serving, sign_up, violations
from evaranks import sample_films
from evaranks.sample_pictures import picture_path
from ml_models import images

ENROLMENT_MS = 140_000  # the film shows everything once in 23 s, and again; a busy machine may miss a task, and waits for the next showing
KEPT = ("faces_person", "faces_facesample", "faces_correction", "faces_checkin", "faces_checkinsession")


@pytest.fixture(scope="module")
def astronaut_film(tmp_path_factory):
    """Somebody who turns and blinks; `camera_film` shows another person."""
    actor = sample_films.cast(images.decode(picture_path("astronaut").read_bytes()))
    path = tmp_path_factory.mktemp("films") / "astronaut.mjpeg"
    path.write_bytes(sample_films.motion_jpeg(actor, sample_films.ENROLMENT))
    return path


@pytest.fixture(scope="module")
def database():
    """Of this module's server: its address, and a function that counts a table's rows."""
    local_url = os.environ["DATABASE_URL"]
    name = f"e2e_people_{secrets.token_hex(4)}"
    _execute(local_url, f"CREATE DATABASE {name}")
    yield local_url.rsplit("/", 1)[0] + "/" + name
    _execute(local_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("people")


@pytest.fixture(scope="module")
def people_site(database, data_dir):
    with serving(data_dir, DATABASE_URL=database) as address:
        yield address


@pytest.fixture
def open_page(browser, people_site):
    """`open_page(film)` opens a new browser before that film; `open_page()` the one that the other tests use. Console errors fail."""
    opened, troubles = [], []

    def open_(film=None, **options):
        mine = browser if film is None else launch(browser.browser_type, film)
        size = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        context = mine.new_context(base_url=people_site, permissions=["camera"], **{**size, **options})
        opened.append(context if film is None else mine)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        return page

    yield open_
    for one in opened:
        one.close()
    assert not troubles


def agree(page):
    page.goto("/people/")
    page.check("[name=agree]")
    page.locator("form:has([name=agree]) button").click()


def add_person(page, name):
    page.fill("[name=name]", name)
    page.check("[name=has_consent]")
    page.locator("form:has([name=has_consent]) button").click()
    expect(page.locator("h1")).to_have_text(name)


def watch(page, name=None):
    """Opens the live page until somebody in view is known by this name, or unknown."""
    page.goto("/people/live/")
    page.click("[data-do=open]")
    wait_for(page, name)


def wait_for(page, name=None):
    state = "known" if name else "unknown"
    expect(page.locator(f"[data-in-view] [data-state={state}] strong")).to_have_text(name or "Unknown", timeout=30_000)


def rows(database):
    """How many rows each table has that remembers faces."""
    connection = psycopg2.connect(database)
    with connection, connection.cursor() as cursor:
        counts = {}
        for table in KEPT:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    connection.close()
    return counts


def face_files(data_dir):
    return [path for path in (data_dir / "media" / "faces").rglob("*") if path.is_file()]


@pytest.mark.timeout(400)  # the film is drawn first, then played at its own pace
def test_it_works(open_page, astronaut_film, database, data_dir):
    """Consent, the guided poses, a check-in, recognised live; then consent is withdrawn, and nothing is left."""
    page = open_page(astronaut_film)
    sign_up(page)
    agree(page)
    add_person(page, "Eileen")
    page.click("text=Enrol with the camera")
    page.click("[data-do=open]")
    expect(page.locator("[data-samples] li")).not_to_have_count(0, timeout=ENROLMENT_MS)
    assert violations(page) == []
    expect(page.locator("[data-finished]")).to_be_visible(timeout=ENROLMENT_MS)
    expect(page.locator("[data-pose][data-done]")).to_have_count(4)
    page.click("text=See the samples")
    expect(page.locator(".samples .sample")).to_have_count(5)
    assert rows(database)["faces_facesample"] == len(face_files(data_dir)) == 5

    page.goto("/people/check-ins/")
    page.fill("[name=name]", "Tuesday class")
    page.locator("form:has([name=name]) button").click()
    page.click("text=Check in live")
    page.click("[data-do=open]")
    expect(page.locator("[data-entries] strong")).to_have_text("Eileen", timeout=30_000)
    wait_for(page, "Eileen")
    assert violations(page) == []
    assert rows(database)["faces_checkin"] == 1

    other = page.context.new_page()
    other.goto("/people/consent/")
    other.click("text=Withdraw my consent")
    other.locator("dialog .danger").click()
    expect(other.locator("h1")).to_have_text("Everything is deleted")
    expect(page.locator("[data-eva]")).to_contain_text("stopped looking", timeout=5000)
    expect(page.locator("[data-in-view] li")).to_have_count(0)
    assert set(rows(database).values()) == {0}
    assert face_files(data_dir) == []


def test_a_stranger_is_unknown_a_wrong_name_is_put_right_and_a_tap_enrols(open_page):
    page = open_page()
    sign_up(page)
    agree(page)
    add_person(page, "Eileen")
    page.set_input_files("[name=photos]", picture_path("astronaut"))
    page.click("text=Add photos")
    expect(page.locator(".samples .sample")).to_have_count(1)
    watch(page)

    page.goto("/people/")
    add_person(page, "Somebody else")
    page.set_input_files("[name=photos]", picture_path("grace_hopper"))
    page.click("text=Add photos")
    expect(page.locator(".samples .sample")).to_have_count(1)
    watch(page, "Somebody else")
    page.locator("[data-in-view] button").click()
    wait_for(page)

    x, y = page.locator("[data-canvas]").evaluate("canvas => [canvas.clientWidth * 0.5, canvas.clientHeight * 0.42]")
    page.locator("[data-canvas]").click(position={"x": x, "y": y})
    dialog = page.locator("[data-dialog=add]")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.locator("[name=name]").fill("<b>Grace</b>")
    dialog.locator("[name=has_consent]").check()
    dialog.locator("form button").click()
    expect(page.locator("h1")).to_have_text("<b>Grace</b>")
    watch(page, "<b>Grace</b>")


def test_a_photo_held_up_does_not_enrol(open_page):
    page = open_page()
    sign_up(page)
    agree(page)
    add_person(page, "Grace")
    page.click("text=Enrol with the camera")
    page.click("[data-do=open]")
    expect(page.locator("[data-advice]")).to_contain_text(re.compile("eyes|Turn"), timeout=20_000)
    page.wait_for_timeout(5000)
    expect(page.locator("[data-samples] li")).to_have_count(0)
    page.click("[data-do=stop]")
    expect(page.locator("[data-do=open]")).to_be_visible()
