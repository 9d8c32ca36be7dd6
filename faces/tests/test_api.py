"""REST calls of the gallery, through the real networks."""

import logging

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.services import create_token
from faces.matching import Candidate, Identification
from faces.models import FaceSample, Person
from faces.tests.conftest import agree
from ml_models import face_embedder, images

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people/"


@pytest.fixture
def me(client, alice):
    agree(alice)
    client.force_login(alice)
    return client


def upload(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data)


def send(client, method, address, **body):
    return getattr(client, method)(address, body, content_type="application/json")


def add(client, name="Eileen"):
    return send(client, "post", PEOPLE, name=name, has_consent=True).json()["id"]


def test_it_works(me, picture):
    person = add(me)
    response = me.post(f"{PEOPLE}{person}/samples/", {"image": upload(picture("astronaut"))})
    assert response.status_code == 201
    assert response.json()["looks_like"] is None
    answer = me.post("/api/v1/faces/identify/", {"image": upload(picture("astronaut"))}).json()
    (face,) = answer["faces"]
    assert face["match"] == {"person": person, "name": "Eileen", "distance": face["match"]["distance"]}
    assert face["distance"] < answer["threshold"]
    assert (face["reason"], face["margin"], face["alternatives"]) == ("", None, [])
    assert (answer["width"], answer["preset"]) == (512, face_embedder.PRESET)
    assert FaceSample.objects.get().last_used_at is not None

    (stranger,) = me.post("/api/v1/faces/identify/", {"image": upload(picture("grace_hopper"))}).json()["faces"]
    assert (stranger["match"], stranger["reason"]) == (None, "nobody_near")


def test_of_who_lets_everyone_recognise_them_the_name_is_told_and_no_id(me, bob, gallery, face, monkeypatch, picture):
    other = gallery(bob, "secret pet name", face(1), linked_user=bob, is_recognisable=True)
    match = Candidate(other, "Bob", 0.1, 0.1, other.samples.get().pk)
    monkeypatch.setattr("faces.matching.identify", lambda probe, user: Identification(match, "", 0.1, 0.6, 0.2, 0.05, (match,)))
    answer = me.post("/api/v1/faces/identify/", {"image": upload(picture("astronaut"))})
    (found,) = answer.json()["faces"]
    assert [found["match"], *found["alternatives"]] == [{"person": None, "name": "Bob", "distance": 0.1}] * 2
    assert str(other.pk) not in answer.content.decode()


def test_whose_consent_is_to_an_earlier_text_is_told(me, alice, gallery):
    gallery(alice, "Ann", consent_version=0)
    gallery(alice, "Anna")
    assert {row["name"]: row["has_consent"] for row in me.get(PEOPLE).json()["results"]} == {"Anna": True, "Ann": False}


def test_verifying_two_photos(me, picture, portrait):
    mirrored = images.encode_jpeg(portrait("astronaut")[:, ::-1])
    same, other = (
        me.post("/api/v1/faces/verify/", {"first": upload(picture("astronaut")), "second": upload(data)}).json()
        for data in (mirrored, picture("grace_hopper"))
    )
    assert same["is_same"]
    assert not other["is_same"]
    assert same["distance"] < same["threshold"] < other["distance"]
    nobody = me.post("/api/v1/faces/verify/", {"first": upload(picture("astronaut")), "second": upload(picture("coffee"))})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "no_face")


def test_people_are_added_renamed_listed_and_deleted(me, alice):
    assert send(me, "post", PEOPLE, name="Anna").json()["code"] == "no_declaration"
    body = send(me, "post", PEOPLE, name=" 나 ", is_self=True).json()
    assert (body["name"], body["is_self"], body["is_linked"], body["has_consent"], body["sample_count"]) == ("나", True, True, True, 0)
    address = f"{PEOPLE}{body['id']}/"
    assert send(me, "patch", address, name="Me", is_recognisable=True).json()["is_recognisable"]
    assert me.get(address).json()["name"] == "Me"
    assert [row["id"] for row in me.get(PEOPLE).json()["results"]] == [body["id"]]
    assert me.delete(address).status_code == 204
    assert me.get(address).status_code == 404


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 81, "\x00", ["a"], None])
def test_strange_names_are_refused(me, name):
    response = send(me, "post", PEOPLE, name=name, has_consent=True)
    assert response.status_code == 400
    assert "name" in response.json()["errors"]


def test_without_consent_nothing_works(client, alice, picture):
    client.force_login(alice)
    attempts = [
        send(client, "post", PEOPLE, name="Anna", has_consent=True),
        client.post("/api/v1/faces/identify/", {"image": upload(picture("astronaut"))}),
        client.post("/api/v1/faces/verify/", {name: upload(picture("astronaut")) for name in ("first", "second")}),
        send(client, "post", "/api/v1/check-in-sessions/", name="class"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in attempts] == [(403, "consent_required")] * 4
    assert all(answer["Content-Type"] == "application/problem+json" for answer in attempts)


def test_samples_are_listed_and_removed_without_vectors(me, picture):
    person = add(me)
    address = f"{PEOPLE}{person}/samples/"
    made = me.post(address, {"image": upload(picture("astronaut"))}).json()["sample"]
    (row,) = me.get(address).json()
    assert row == made
    assert set(row) == {
        "id", "person", "preset", "source", "yaw", "pitch", "sharpness", "brightness", "crop_url", "created_at", "last_used_at",
    }  # fmt: skip
    assert me.get(row["crop_url"])["Cache-Control"] == "private, no-store"
    assert me.delete(f"/api/v1/samples/{row['id']}/").status_code == 204
    assert me.get(address).json() == []
    assert me.get(row["crop_url"]).status_code == 404


def test_what_a_photo_lacks_is_said(me, picture, portrait, group_photo):
    address = f"{PEOPLE}{add(me)}/samples/"
    dark = images.encode_jpeg((portrait("astronaut") * 0.12).astype("uint8"))
    outcomes = {
        "no_face": picture("coffee"),
        "several_faces": images.encode_jpeg(group_photo[0]),
        "too_dark": dark,
        "invalid_image": b"nonsense",
    }
    for code, data in outcomes.items():
        assert me.post(address, {"image": upload(data)}).json()["code"] == code
    assert not FaceSample.objects.exists()
    assert me.post(address, {"image": upload(outcomes["several_faces"]), "face": 3}).status_code == 201


def test_a_double_is_pointed_out_and_merged(me, picture):
    first, second = add(me), add(me, "Collins")
    me.post(f"{PEOPLE}{first}/samples/", {"image": upload(picture("astronaut"))})
    twin = me.post(f"{PEOPLE}{second}/samples/", {"image": upload(picture("astronaut"))}).json()["looks_like"]
    assert (twin["person"], twin["name"]) == (first, "Eileen")
    merged = send(me, "post", f"{PEOPLE}{first}/merge/", person=second).json()
    assert (merged["id"], merged["sample_count"]) == (first, 2)
    assert Person.objects.count() == 1


def test_not_this_person(me, picture):
    person = add(me)
    me.post(f"{PEOPLE}{person}/samples/", {"image": upload(picture("astronaut"))})
    assert me.post(f"{PEOPLE}{person}/corrections/", {"image": upload(picture("grace_hopper"))}).status_code == 204
    assert Person.objects.get().corrections.count() == 1


def test_a_sample_moves_to_another_person(me, picture):
    wrong, right = add(me, "Grace"), add(me)
    sample = me.post(f"{PEOPLE}{wrong}/samples/", {"image": upload(picture("astronaut"))}).json()["sample"]["id"]
    assert send(me, "post", f"/api/v1/samples/{sample}/move/", person=right).json()["person"] == right
    (face,) = me.post("/api/v1/faces/identify/", {"image": upload(picture("astronaut"))}).json()["faces"]
    assert face["match"]["name"] == "Eileen"


def test_a_token_does_as_well_as_a_session(client, alice):
    agree(alice)
    headers = {"Authorization": f"Token {create_token(owner=alice, name='door')[1]}"}
    response = client.post(PEOPLE, {"name": "Anna", "has_consent": True}, content_type="application/json", headers=headers)
    assert response.status_code == 201


def test_pictures_count_against_the_throttle(me, picture, monkeypatch):
    from analysis.throttles import FacesByPerson

    session = send(me, "post", "/api/v1/check-in-sessions/", name="door").json()["id"]
    cache.clear()
    monkeypatch.setattr(FacesByPerson, "THROTTLE_RATES", {"faces": "3/minute", "faces_address": "99/minute"})
    answers = [
        me.post("/api/v1/faces/verify/", {name: upload(picture("coffee")) for name in ("first", "second")}),
        me.post("/api/v1/faces/identify/", {"image": upload(picture("coffee"))}),
        me.post(f"{PEOPLE}{add(me)}/samples/", {"image": upload(picture("coffee"))}),
    ]
    assert [answer.status_code for answer in answers] == [422, 200, 429]
    for address in (f"{PEOPLE}{add(me)}/corrections/", f"/api/v1/check-in-sessions/{session}/check-ins/"):
        assert me.post(address, {"image": upload(picture("coffee"))}).status_code == 429


def test_no_vector_reaches_an_answer_or_a_log(me, picture, caplog, settings):
    caplog.set_level(logging.INFO)
    person = add(me)
    answers = [
        me.post(f"{PEOPLE}{person}/samples/", {"image": upload(picture("astronaut"))}),
        me.get(f"{PEOPLE}{person}/samples/"),
        me.get(f"/people/{person}/"),
        me.post("/api/v1/faces/identify/", {"image": upload(picture("astronaut"))}),
    ]
    numbers = [f"{abs(value):.4f}"[1:] for value in FaceSample.objects.get().embedding[:40]]
    for text in (*(answer.content.decode() for answer in answers), caplog.text, repr(FaceSample.objects.get())):
        assert sum(number in text for number in numbers) < 3  # by chance
    assert "base64" not in "".join(answer.content.decode() for answer in answers)
