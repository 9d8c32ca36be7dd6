"""One upload through the real network, by the API."""

import base64
import threading

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import User
from analysis import inference, services
from analysis.models import Photo, StyleAnalysis
from ml_models import presets, runtime
from ml_models.effects.looks import LOOKS

URL = "/api/v1/style-analyses/"
pytestmark = pytest.mark.django_db


def upload(client, data, name="photo.jpg"):
    return client.post(URL, {"image": SimpleUploadedFile(name, data)})


def stored_files():
    from django.conf import settings

    return [path for path in (settings.DATA_DIR / "media").rglob("*") if path.is_file()]


def test_it_works(client, alice, picture):
    client.force_login(alice)
    answer = upload(client, picture("grace_hopper")).json()

    labels = presets.load("eva-styles").labels
    assert answer["style"] in labels
    assert set(answer["probabilities"]) == set(labels)
    assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    assert answer["score"] == max(answer["probabilities"].values())
    assert answer["verdict"] in {"sure", "unsure"}
    assert answer["elapsed_ms"] > 0
    assert [entry["style"] for entry in answer["top"]] == sorted(labels, key=lambda label: -answer["probabilities"][label])[:3]
    assert client.get(answer["heatmap_url"])["Content-Type"] == "image/png"
    assert client.get(answer["page_url"]).status_code == 200


def test_a_data_url_gives_the_same_answer(client, alice, bob, picture):
    data = picture("grace_hopper")
    client.force_login(alice)
    by_form = upload(client, data).json()
    client.force_login(bob)
    body = {"image": "data:image/jpeg;base64," + base64.b64encode(data).decode()}
    by_json = client.post(URL, body, content_type="application/json").json()

    assert by_json["probabilities"] == by_form["probabilities"]


def test_the_same_bytes_are_kept_once_per_owner(client, alice, bob, picture):
    client.force_login(alice)
    first, again = (upload(client, picture("grace_hopper")).json() for _ in range(2))
    assert again["id"] == first["id"]
    assert Photo.objects.count() == 1

    client.force_login(bob)
    assert upload(client, picture("grace_hopper")).json()["id"] != first["id"]


def test_a_kept_photo_can_be_read(client, alice, picture):
    client.force_login(alice)
    photo = client.post("/api/v1/photos/", {"image": SimpleUploadedFile("me.png", picture("astronaut"))}).json()
    answer = client.post(URL, {"photo": photo["id"]}, content_type="application/json")

    assert answer.status_code == 201
    assert answer.json()["photo"] == photo["id"]


def test_another_network_reads_a_kept_photo_once_more(alice, picture, settings, monkeypatch):
    old = services.read_style(owner=alice, data=picture("astronaut"))
    load = presets.load
    settings.STYLE_PRESET = "newer"
    monkeypatch.setattr(presets, "load", lambda name: load("eva-styles" if name == "newer" else name))
    new, again = (services.read_style(owner=alice, data=picture("astronaut")) for _ in range(2))
    assert new == again != old
    assert (new.preset, new.photo, Photo.objects.count()) == ("newer", old.photo, 1)


def test_somebody_elses_photo_cannot_be_read(client, alice, bob, picture):
    photo = services.add_photo(owner=alice, data=picture("astronaut"))
    client.force_login(bob)
    response = client.post(URL, {"photo": str(photo.pk)}, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["errors"]["photo"]


@pytest.mark.parametrize(
    "body", [{}, {"image": 5}, {"image": "data:image/png;base64,%%%"}, {"image": "http://169.254.169.254/"}, {"photo": "x"}, [], "text"]
)
def test_a_strange_body_is_a_problem_document(client, alice, body):
    client.force_login(alice)
    response = client.post(URL, body, content_type="application/json")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "invalid_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400, "invalid_image"),
        (b"\xff\xd8\xff\xe0 cut", 400, "invalid_image"),
        (bytes(15 * 1024 * 1024 + 1), 413, "too_large"),
    ],
)
def test_a_bad_image_leaves_nothing_behind(client, alice, data, status, code):
    client.force_login(alice)
    before = sorted(stored_files())
    response = upload(client, data)

    assert response.status_code == status
    assert response.json()["code"] == code
    assert response.json()["detail"]
    assert Photo.objects.count() == 0
    assert sorted(stored_files()) == before


def test_problems_are_told_in_ones_own_language(client, alice):
    client.force_login(alice)
    response = client.post(URL, {"image": SimpleUploadedFile("x.jpg", b"")}, headers={"accept-language": "ko"})
    assert any("가" <= letter <= "힣" for letter in response.json()["detail"])


def test_a_full_queue_answers_busy_and_keeps_nothing(client, alice, picture, monkeypatch):
    monkeypatch.setattr(runtime, "_places", threading.BoundedSemaphore(1))
    runtime._places.acquire()
    client.force_login(alice)
    response = upload(client, picture("astronaut"))

    assert response.status_code == 503
    assert response.json()["code"] == "busy"
    assert int(response["Retry-After"]) >= 1
    assert Photo.objects.count() == 0

    runtime._places.release()
    assert upload(client, picture("astronaut")).status_code == 201


@pytest.mark.parametrize("page", ["/", "/beautify/"])
def test_the_page_says_when_to_come_back(client, alice, picture, monkeypatch, page):
    monkeypatch.setattr(runtime, "_places", threading.BoundedSemaphore(1))
    runtime._places.acquire()
    client.force_login(alice)
    response = client.post(page, {"image": SimpleUploadedFile("a.jpg", picture("astronaut")), "look": next(iter(LOOKS))})
    assert (response.status_code, response["Retry-After"]) == (503, "2")


@pytest.mark.parametrize("page", ["/", "/beautify/"])
def test_a_page_takes_so_many_photos_an_hour(client, alice, picture, settings, page):
    settings.WRITE_LIMITS = {"upload": (0, 3600)}
    client.force_login(alice)
    response = client.post(page, {"image": SimpleUploadedFile("a.jpg", picture("astronaut")), "look": next(iter(LOOKS))})
    assert response.status_code == 429
    assert Photo.objects.count() == 0


def test_strangers_upload_nothing(client, picture):
    response = upload(client, picture("astronaut"))
    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


def test_a_forged_form_of_another_site_is_refused(alice, picture):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert upload(client, picture("astronaut")).status_code == 403


def while_reading(monkeypatch, act):
    """Have `act` done by another request after Eva has read the photo and before anything is kept."""
    run = inference.run

    def interrupted(*arguments):
        answer = run(*arguments)
        act()
        return answer

    monkeypatch.setattr(inference, "run", interrupted)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", ["/api/v1/style-analyses/", "/api/v1/photos/"])
def test_an_account_that_is_deleted_meanwhile_leaves_no_file(client, alice, picture, monkeypatch, url):
    before = sorted(stored_files())
    client.force_login(alice)
    while_reading(monkeypatch, User.objects.get(pk=alice.pk).delete)
    response = client.post(url, {"image": SimpleUploadedFile("photo.jpg", picture("astronaut"))})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert sorted(stored_files()) == before


def test_a_photo_that_is_deleted_meanwhile_is_not_found(client, alice, picture, monkeypatch):
    photo = services.add_photo(owner=alice, data=picture("astronaut"))
    client.force_login(alice)
    while_reading(monkeypatch, lambda: services.delete_photo(photo=photo))
    response = client.post("/api/v1/style-analyses/", {"photo": str(photo.pk)}, "application/json")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert not StyleAnalysis.objects.exists()


def test_a_photo_whose_file_is_gone_is_not_found(client, alice, picture):
    photo = services.add_photo(owner=alice, data=picture("astronaut"))
    default_storage.delete(photo.file.name)
    client.force_login(alice)
    assert client.post("/api/v1/style-analyses/", {"photo": str(photo.pk)}, "application/json").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_same_bytes_at_the_same_time_are_kept_once(alice, picture):
    data, answers = picture("astronaut"), []

    def read():
        try:
            answers.append(services.read_style(owner=alice, data=data).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert StyleAnalysis.objects.count() == Photo.objects.count() == 1
    photo = Photo.objects.get()
    assert photo.file.storage.exists(photo.file.name)
