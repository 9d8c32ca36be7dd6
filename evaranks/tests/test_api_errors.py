"""Whatever goes wrong under /api/, the answer is a problem document (RFC 9457)."""

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analysis import services
from analysis.problem_docs import PROBLEM

pytestmark = pytest.mark.django_db
JSON = "application/json"


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    jsonschema.validate(body, {**PROBLEM, "additionalProperties": False})
    assert body["status"] == response.status_code
    assert body["detail"]
    return body["status"], body["code"]


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/nope/", "/api/v1/nope", "/api/v2/photos/", "/api/v1/shared-results/x/like/"]
)
def test_a_call_that_is_not_there(method, path):
    assert problem(getattr(Client(enforce_csrf_checks=True), method)(path)) == (404, "not_found")


def test_an_address_without_its_last_slash_leads_on_with_what_was_sent(client, alice, picture):
    client.force_login(alice)
    answer = client.post("/api/v1/photos?x=1", {"image": SimpleUploadedFile("a.jpg", picture("astronaut"))})
    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/photos/?x=1")


def test_every_call_in_the_schema_may_answer_with_a_problem(client):
    schema = client.get("/api/v1/schema/", headers={"accept": "application/json"}).json()
    answers = [call["responses"]["default"] for path in schema["paths"].values() for call in path.values()]
    assert len(answers) > 50
    assert all("application/problem+json" in answer["content"] for answer in answers)


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/docs/"])
def test_pages_of_the_api_have_problems_too(client, path):
    assert problem(client.delete(path)) == (405, "method_not_allowed")


def test_what_breaks_on_our_side(alice, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    monkeypatch.setattr(services, "find_photo", lambda *_: 1 / 0)
    answer = client.post("/api/v1/photos/", {"image": SimpleUploadedFile("a.jpg", b"pixels")})
    assert problem(answer) == (500, "internal_error")


BAD_JSON = [
    "",
    "{",
    "1",
    "[" * 100_000,
    '{"image": "data:image/png;base64,\u00e9"}',
    '{"image": "data:image/png;base64,\\ud800"}',
    '{"image": "\\ud800"}',
]


@pytest.mark.parametrize("body", BAD_JSON)
def test_bad_json(client, alice, body):
    client.force_login(alice)
    assert problem(client.post("/api/v1/photos/", body, JSON))[0] == 400


@pytest.mark.parametrize(("path", "field"), [("style-analyses", "photo"), ("reports", "reason"), ("beautifications", "look")])
def test_half_a_character(client, alice, path, field):
    client.force_login(alice)
    assert problem(client.post(f"/api/v1/{path}/", {field: "\ud800"}, JSON))[0] == 400


def test_a_whole_character_of_two_halves_is_fine(client, alice, make_look):
    client.force_login(alice)
    answer = client.post("/api/v1/shared-results/", {"analysis": str(make_look(alice).pk), "caption": "\U0001f457"}, JSON)
    assert (answer.status_code, answer.json()["caption"]) == (201, "\U0001f457")


def test_a_form_of_too_many_parts(client, alice):
    client.force_login(alice)
    fields = {f"f{index}": "x" for index in range(1200)}
    files = {f"f{index}": SimpleUploadedFile("a", b"x") for index in range(150)}
    for parts in (fields, files):
        assert problem(client.post("/api/v1/photos/", parts)) == (400, "parse_error")
