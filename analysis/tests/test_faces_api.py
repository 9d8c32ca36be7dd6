"""Faces by the API, through the real networks."""

import base64
import threading

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from analysis.face_json import faces_json
from analysis.models import Photo
from ml_models import face_analyzer, runtime
from ml_models.images import encode_jpeg
from ml_models.results import AnalyzedFace, BoundingBox, Face, FaceAttributes, FaceMesh, FaceQuality, FacesAnalysis, HeadPose

URL, BATCH = "/api/v1/faces/analyze/", "/api/v1/faces/analyze-batch/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client, alice):
    client.force_login(alice)
    return client


def send(client, data, name="photo.jpg", **options):
    return client.post(URL, {"image": SimpleUploadedFile(name, data), **options})


def data_url(data):
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()


def test_it_works(me, picture):
    answer = send(me, picture("astronaut"), name="eileen.png").json()
    (face,) = answer["faces"]

    assert (answer["name"], answer["width"], answer["height"], answer["face_count"]) == ("eileen.png", 512, 512, 1)
    assert face["box"]["x"] < face["points"]["nose_tip"][0] < face["box"]["x"] + face["box"]["width"]
    assert len(face["landmarks"]) == 68
    assert "mesh" not in face
    assert "matrix" not in face["pose"]
    assert face["points"]["right_eye_corner"][0] < face["points"]["left_eye_corner"][0]
    assert face["eye_distance"] == pytest.approx(44, abs=4)
    assert face["mouth"]["open"]
    assert face["eyes"]["right"]["open"]
    assert face["eyes"]["left"]["open"]
    assert face["quality"]["usable"]
    assert set(answer["elapsed_ms"]) == {"decode", "detect", "mesh", "landmarks", "pose", "attributes", "total"}
    assert answer["presets"]["landmarks"] == "face-mesh"


def test_each_number_has_its_place():
    mesh = FaceMesh(np.arange(1404, dtype=np.float32).reshape(468, 3) / 4, 1.0, 0.0)
    facts = FaceAttributes(50, 0.3, True, 0.1, True, 0.4, False)
    pose, quality = HeadPose(10, -20, 30, np.eye(3)[::-1]), FaceQuality(90, 0.5, False, "too_dark")
    found = AnalyzedFace(Face(BoundingBox(1, 2, 3, 4), 0.9, ()), mesh, np.float32([[5, 6]]), pose, facts, quality)
    body = faces_json(FacesAnalysis(640, 480, (found,), {}, {"mesh": 1.5, "pose": 2}), mesh=True, matrix=True)
    (face,) = body["faces"]
    assert (body["width"], body["height"], body["elapsed_ms"]) == (640, 480, {"mesh": 1.5, "pose": 2, "total": 3.5})
    assert face["mesh"][1] == [0.8, 1, 1.2]
    assert face["points"]["nose_tip"] == [3, 3.2]
    assert (face["box"], face["landmarks"]) == ({"x": 1, "y": 2, "width": 3, "height": 4}, [[5, 6]])
    assert face["pose"] == {"yaw": 10, "pitch": -20, "roll": 30, "matrix": [[0, 0, 1], [0, 1, 0], [1, 0, 0]]}
    assert face["eyes"] == {"right": {"ratio": 0.1, "open": False}, "left": {"ratio": 0.4, "open": True}}
    assert (face["eye_distance"], face["mouth"]) == (50, {"ratio": 0.3, "open": True})
    assert face["quality"] == {"sharpness": 90, "brightness": 0.5, "usable": False, "reason": "too_dark"}


def test_every_wish_reaches_the_analysis(me, picture, monkeypatch):
    asked, analyze = {}, face_analyzer.analyze
    monkeypatch.setattr(face_analyzer, "analyze", lambda image, **options: asked.update(options) or analyze(image, **options))
    send(me, picture("astronaut"), min_score=0.2, max_faces=3, focal_length=700, landmarks="none", attributes="none")
    assert asked == {"min_score": 0.2, "max_faces": 3, "focal_length": 700, "landmarks": False, "attributes": False, "source": "mesh"}


def test_nothing_of_the_image_is_kept(me, alice, picture, settings):
    def files():
        return [path for path in (settings.DATA_DIR / "media").rglob("*") if path.is_file()]

    before = files()
    send(me, picture("astronaut"))
    assert Photo.objects.count() == 0
    assert files() == before


def test_more_is_given_on_request(me, picture):
    (face,) = send(me, picture("astronaut"), landmarks="468", pose="matrix").json()["faces"]
    assert len(face["mesh"]) == 468
    assert len(face["landmarks"]) == 68
    assert len(face["pose"]["matrix"]) == 3


def test_less_is_given_on_request(me, picture):
    (face,) = send(me, picture("astronaut"), landmarks="none", attributes="none").json()["faces"]
    assert set(face) == {"box", "score", "points"}


def test_a_data_url_gives_the_same_answer(me, picture):
    data = picture("grace_hopper")
    by_form, by_json = (
        send(me, data).json(),
        me.post(URL, {"image": data_url(data), "landmarks": 68}, content_type="application/json").json(),
    )
    assert by_json["faces"] == by_form["faces"]
    assert by_json["name"] == ""


def test_dlibs_points_are_named_as_such(me, picture, settings):
    settings.FACE_LANDMARKS = "dlib"
    answer = send(me, picture("grace_hopper")).json()
    assert answer["presets"]["landmarks"] == "dlib-68"
    assert len(answer["faces"][0]["landmarks"]) == 68


def test_nobody_is_an_empty_list(me, picture):
    response = send(me, picture("coffee"))
    assert response.status_code == 200
    assert response.json()["faces"] == []
    assert response.json()["face_count"] == 0


def test_a_group_comes_largest_first(me, group_photo):
    answer = send(me, encode_jpeg(group_photo[0], 85)).json()
    sizes = [face["box"]["width"] * face["box"]["height"] for face in answer["faces"]]
    assert answer["face_count"] == len(sizes) == 20
    assert sizes == sorted(sizes, reverse=True)
    assert send(me, encode_jpeg(group_photo[0], 85), max_faces=3).json()["faces"] == answer["faces"][:3]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "invalid_image"),
        (b"just text", 400, "invalid_image"),
        (b"GIF89a" + bytes(100), 400, "invalid_image"),
        (b"\xff\xd8\xff\xe0 cut", 400, "invalid_image"),
        (bytes(15 * 1024 * 1024 + 1), 413, "too_large"),
    ],
)
def test_a_bad_image_says_what_is_wrong(me, data, status, code):
    response = send(me, data)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert response.json()["detail"]


@pytest.mark.parametrize(
    "options",
    [
        {"max_faces": 0},
        {"min_score": "nan"},
        {"min_score": 2},
        {"landmarks": "67"},
        {"attributes": "some"},
        {"focal_length": "nan"},
        {"focal_length": -1},
    ],
)
def test_an_impossible_wish_is_refused(options, me, picture):
    response = send(me, picture("astronaut"), **options)
    assert response.status_code == 400
    assert set(response.json()["errors"]) == set(options)


def test_a_yes_is_no_number(me, picture):
    response = me.post(URL, {"image": data_url(picture("astronaut")), "min_score": True}, content_type="application/json")
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"min_score"}


@pytest.mark.parametrize("body", [{}, {"image": 5}, {"image": None}, {"image": "http://169.254.169.254/"}, [], "text"])
@pytest.mark.parametrize("address", [URL, BATCH])
def test_a_strange_body_is_a_problem_document(body, address, me):
    response = me.post(address, body, content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_body_of_json_has_its_limit_too(me, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = me.post(URL, {"image": "x" * 2000}, content_type="application/json")
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"


def test_a_batch_has_a_result_or_a_problem_for_each(me, picture):
    files = [
        SimpleUploadedFile(name, data)
        for name, data in (("a.png", picture("astronaut")), ("b.jpg", b"no picture"), ("c.jpg", picture("coffee")))
    ]
    response = me.post(BATCH, {"images": files, "landmarks": "none"})
    first, second, third = response.json()["results"]

    assert response.status_code == 200
    assert first["result"]["name"] == "a.png"
    assert first["result"]["face_count"] == 1
    assert second["problem"]["code"] == "invalid_image"
    assert "result" not in second
    assert third["result"]["face_count"] == 0


def test_a_batch_by_json(me, picture):
    body = {"images": [data_url(picture("astronaut")), "nonsense"], "attributes": "none"}
    first, second = me.post(BATCH, body, content_type="application/json").json()["results"]
    assert first["result"]["face_count"] == 1
    assert second["problem"]["status"] == 400


def test_problems_in_a_batch_are_told_in_ones_own_language(me):
    response = me.post(BATCH, {"images": [SimpleUploadedFile("x.jpg", b"")]}, headers={"accept-language": "ko"})
    assert any("가" <= letter <= "힣" for letter in response.json()["results"][0]["problem"]["detail"])


@pytest.mark.parametrize("count", [0, 17])
def test_a_batch_has_one_to_sixteen_images(count, me):
    response = me.post(BATCH, {"images": ["x"] * count}, content_type="application/json")
    assert response.status_code == 400
    assert "images" in response.json()["errors"]


def test_a_full_queue_answers_busy(me, picture, monkeypatch):
    monkeypatch.setattr(runtime, "_places", threading.BoundedSemaphore(1))
    runtime._places.acquire()
    response = send(me, picture("astronaut"))
    assert response.status_code == 503
    assert response.json()["code"] == "busy"
    assert response["Retry-After"]
    entry = me.post(BATCH, {"images": [SimpleUploadedFile("a.png", picture("astronaut"))]}).json()["results"][0]
    assert entry["problem"]["code"] == "busy"


def test_strangers_are_told_how_to_sign_in(client, picture):
    response = send(client, picture("astronaut"))
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


def test_get_is_not_a_way_to_ask(me):
    assert me.get(URL).status_code == 405
