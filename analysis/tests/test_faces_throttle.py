import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from analysis import face_api
from analysis.throttles import FacesByAddress, FacesByPerson, _ImageThrottle

URL, BATCH = "/api/v1/faces/analyze/", "/api/v1/faces/analyze-batch/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(FacesByPerson, "rate", "3/minute", raising=False)
    monkeypatch.setattr(FacesByAddress, "rate", "5/minute", raising=False)
    monkeypatch.setattr(face_api.face_services, "analyze_faces", lambda data, options: {})


def ask(client, **extra):
    return client.post(URL, {"image": SimpleUploadedFile("a.jpg", b"x")}, **extra)


def test_it_works(client, alice):
    client.force_login(alice)
    assert [ask(client).status_code for _ in range(4)] == [200, 200, 200, 429]
    response = ask(client)
    assert response.json()["code"] == "throttled"
    assert 1 <= int(response["Retry-After"]) <= 60


def test_many_accounts_at_one_address_share_a_limit(client, alice, bob, charlie):
    client.force_login(alice)
    assert [ask(client).status_code for _ in range(3)] == [200] * 3
    client.force_login(bob)
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    client.force_login(charlie)
    assert ask(client).status_code == 429
    assert ask(client, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_an_invented_address_does_not_help(client, alice, bob):
    client.force_login(alice)
    codes = [ask(client, headers={"x-forwarded-for": f"10.0.0.{number}"}).status_code for number in range(3)]
    client.force_login(bob)
    codes += [ask(client, headers={"x-forwarded-for": f"10.0.1.{number}"}).status_code for number in range(3)]
    assert codes == [200] * 5 + [429]


def test_a_batch_counts_its_images(client, alice):
    client.force_login(alice)

    def batch(count):
        return client.post(BATCH, {"images": [SimpleUploadedFile("a.jpg", b"x") for _ in range(count)]})

    assert batch(2).status_code == 200
    assert batch(2).status_code == 429
    assert ask(client).status_code == 200
    assert ask(client).status_code == 429


def test_after_the_wait_there_is_room_for_the_whole_batch(client, alice, monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(_ImageThrottle, "timer", lambda self: now[0])
    client.force_login(alice)

    def batch(count):
        return client.post(BATCH, {"images": [SimpleUploadedFile("a.jpg", b"x") for _ in range(count)]})

    assert ask(client).status_code == 200
    now[0] += 20
    assert batch(2).status_code == 200
    now[0] += 10
    assert [batch(count)["Retry-After"] for count in (1, 2, 3)] == ["30", "50", "50"]
    now[0] += 49
    assert batch(2)["Retry-After"] == "1"
    now[0] += 1
    assert batch(2).status_code == 200
    assert batch(4)["Retry-After"] == "60"
