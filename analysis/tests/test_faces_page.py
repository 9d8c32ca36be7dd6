"""The selfie page without scripts: a form that measures a photo, and forgets it."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from analysis import face_words
from analysis.face_serializers import QualitySerializer
from analysis.models import Photo
from ml_models import runtime
from ml_models.images import encode_jpeg, shrink

pytestmark = pytest.mark.django_db
FACE = {
    "box": {"x": 1.0, "y": 2.0, "width": 99.5, "height": 100.4},
    "score": 0.905,
    "pose": {"yaw": 0, "pitch": 0, "roll": 0},
    "eye_distance": 40.0,
    "mouth": {"ratio": 0.0, "open": False},
    "eyes": {"right": {"ratio": 0.3, "open": True}, "left": {"ratio": 0.3, "open": True}},
    "quality": {"sharpness": 100.0, "brightness": 0.5, "usable": True, "reason": ""},
}


@pytest.fixture
def me(client, alice):
    client.force_login(alice)
    return client


def send(client, data, **headers):
    return client.post("/faces/", {"image": SimpleUploadedFile("photo.jpg", data)}, headers=headers)


def test_it_works(me, picture):
    response = send(me, picture("astronaut"))
    page = response.content.decode()

    assert response.status_code == 200
    assert "One face, measured in" in page
    assert "looking down" in page
    assert "Both open" in page
    assert 'href="data:image/jpeg;base64,' in page
    (face,) = response.context["analysis"]["faces"]
    assert f'x="{face["box"]["x"]}"' in page
    assert page.count("h0") >= 68


def test_nothing_of_the_photo_is_kept(me, picture, settings):
    def files():
        return [path for path in (settings.DATA_DIR / "media").rglob("*") if path.is_file()]

    before = files()
    send(me, picture("astronaut"))
    assert Photo.objects.count() == 0
    assert files() == before


def test_several_faces_are_numbered(me, group_photo):
    page = send(me, encode_jpeg(shrink(group_photo[0], 2000))).content.decode()
    assert page.count('class="mark-box"') == 20
    assert "Face 20" in page


def test_nobody_is_said_kindly(me, picture):
    assert "I see no face" in send(me, picture("coffee")).content.decode()


def test_a_bad_photo_is_told_at_the_form(me):
    page = send(me, b"\xff\xd8\xff\xe0 cut").content.decode()
    assert "damaged" in page
    assert "<form" in page


def test_it_speaks_korean(me, picture):
    page = send(me, picture("astronaut"), **{"accept-language": "ko"}).content.decode()
    assert "둘 다 뜸" in page
    assert "Both open" not in page


def test_a_stranger_signs_in_first(client, picture):
    response = send(client, picture("astronaut"))
    assert response.status_code == 302
    assert response.url.startswith("/login/?next=")


def test_a_full_queue_is_told(me, picture, monkeypatch):
    monkeypatch.setattr(runtime, "_places", threading.BoundedSemaphore(1))
    runtime._places.acquire()
    response = send(me, picture("astronaut"))
    assert response.status_code == 503
    assert response["Retry-After"]


def test_it_counts_like_the_other_pages_that_read_faces(me, picture, settings):
    settings.WRITE_LIMITS = {"faces": (1, 3600)}
    assert send(me, picture("coffee")).status_code == 200
    assert send(me, picture("coffee")).status_code == 429


@pytest.mark.parametrize(
    ("angles", "words"),
    [
        ((4.4, -4.4, 0), "Straight at the camera"),
        ((4.5, 0, 0), "Slightly turned to the picture's right"),
        ((-12, 0, 0), "Turned to the picture's left"),
        ((0, 30, -5), "Far looking up, slightly tilted anticlockwise"),
        ((0, 0, 179.6), "Far tilted clockwise"),
    ],
)
def test_angles_become_words(angles, words):
    described = face_words.describe(FACE | {"pose": dict(zip(("yaw", "pitch", "roll"), angles, strict=True))})
    assert described["head"][0] == words


@pytest.mark.parametrize(
    ("right", "left", "words"), [(True, False, "The left one"), (False, True, "The right one"), (False, False, "Both closed")]
)
def test_a_wink_is_told_by_the_persons_own_side(right, left, words):
    eyes = {"right": {"ratio": 0.3, "open": right}, "left": {"ratio": 0.1, "open": left}}
    assert face_words.describe(FACE | {"eyes": eyes})["eyes"][0].startswith(words)


def test_every_reason_has_words():
    for reason in QualitySerializer().fields["reason"].choices:
        assert face_words.describe(FACE | {"quality": FACE["quality"] | {"reason": reason}})["quality"][0]
