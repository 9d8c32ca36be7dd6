"""The recognition socket: who may open it, whom it names, and what makes it stop."""

import json
import uuid

import cv2
import numpy as np
import pytest
from asgiref.sync import sync_to_async

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import withdraw_consent
from faces import services
from faces.choosing import choose_face
from faces.models import CheckIn, CheckInSession, Correction, FaceSample, Person
from faces.sample_services import enroll_sample
from faces.tests.conftest import agree, media_files
from ml_models import images

PATH = "/ws/live/recognition/"
SIGNED_OUT, NO_CONSENT = 4401, 4403


def enroll(owner, name, photo, **fields):
    """Somebody in a gallery, with one sample from a photo."""
    agree(owner)
    person = services.add_person(owner=owner, name=name, **({"has_consent": True} | fields))
    face = choose_face(photo)
    enroll_sample(user=owner, person=person, crop=face.crop, facts=face.facts, source="photo")
    return person


@pytest.fixture
def grace(alice, picture):
    """Of alice's gallery."""
    return enroll(alice, "Grace", picture("grace_hopper"))


@pytest.fixture(scope="session")
def stranger_frame():
    """Another person before the webcam."""
    from evaranks.sample_films import cast
    from evaranks.sample_pictures import picture_path

    return images.encode_jpeg(cast(images.decode(picture_path("astronaut").read_bytes())).image)


async def read(stream, number, jpeg):
    """What is answered to one frame."""
    await stream.frame(number, jpeg)
    got, *_, body = await stream.answer()
    assert got == number
    return json.loads(body)


async def settle(stream, jpeg, start=1, states=("known", "unknown")):
    """Frames until the one face in them is in one of these states; that face, and the states before."""
    states_seen = []
    for number in range(start, start + 400):
        faces = (await read(stream, number, jpeg))["faces"]
        if faces and faces[0]["state"] in states:
            return faces[0], states_seen
        states_seen += [face["state"] for face in faces]
    raise AssertionError(f"undecided: {states_seen[-5:]}")


def test_it_works(run_live, alice, grace, webcam_frame):
    """A face is looked at several times before it is named."""

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            assert (await stream.message("ready"))["limits"]["unanswered"] == 2
            face, before = await settle(stream, webcam_frame)
        assert (face["name"], face["person"], face["state"]) == ("Grace", str(grace.pk), "known")
        assert set(before) == {"looking"}
        assert 0.64 <= face["score"] <= 1
        x, y, width, height = face["box"]
        assert x < 329 < x + width
        assert y < 217 < y + height < 320

    run_live(visit)
    assert FaceSample.objects.get().last_used_at is not None


def test_a_stranger_is_unknown(run_live, alice, grace, stranger_frame):
    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            face, _ = await settle(stream, stranger_frame)
        assert face["state"] == "unknown"
        assert "name" not in face

    run_live(visit)
    assert FaceSample.objects.get().last_used_at is None


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_names_of_anothers_gallery_are_never_told(request, run_live, grace, webcam_frame, who):
    other = request.getfixturevalue(who)
    agree(other)

    async def visit(open_stream):
        async with open_stream(other, path=PATH) as stream:
            face, _ = await settle(stream, webcam_frame)
        assert face["state"] == "unknown"
        assert "Grace" not in json.dumps(face)

    run_live(visit)


def test_an_anonymous_visitor_is_sent_away(run_live):
    async def visit(open_stream):
        async with open_stream(path=PATH) as stream:
            assert (await stream.message("error"))["code"] == "not_authenticated"
            assert await stream.closed() == SIGNED_OUT

    run_live(visit)


def test_without_consent_nothing_is_looked_at(run_live, bob, webcam_frame):
    async def visit(open_stream):
        async with open_stream(bob, path=PATH) as stream:
            await stream.frame(1, webcam_frame)
            assert (await stream.message("error", "ready"))["code"] == "consent_required"
            assert await stream.closed() == NO_CONSENT

    run_live(visit)


def withdraw(user):
    withdraw_consent(user=user, purpose=FACE_RECOGNITION)


def test_consent_withdrawn_in_mid_stream_stops_it(run_live, alice, grace, webcam_frame):
    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            await settle(stream, webcam_frame)
            await sync_to_async(withdraw)(alice)
            assert (await stream.message("error"))["code"] == "consent_required"
            assert await stream.closed() == NO_CONSENT

    run_live(visit)


def test_a_withdrawal_is_heard_at_once(run_live, alice, grace, webcam_frame, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("faces.consumers.CHECK_S", 1000)

    def take_back():
        with django_capture_on_commit_callbacks(execute=True):
            withdraw(alice)

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            await settle(stream, webcam_frame)
            await sync_to_async(take_back)()
            assert await stream.closed() == NO_CONSENT

    run_live(visit)


def test_whoever_lets_everyone_recognise_them_is_named_without_an_id(run_live, alice, bob, webcam_frame, picture):
    agree(alice)
    person = enroll(bob, "my own", picture("grace_hopper"), is_self=True, has_consent=False)
    services.set_recognisable(user=bob, person=person, shown=True)

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            face, _ = await settle(stream, webcam_frame)
            assert (face["name"], face["person"]) == ("Bob", None)
            await stream.tell(type="correct", track=face["id"])
            assert await stream.closed() == 4404  # only of one's own people
        async with open_stream(alice, path=PATH) as stream:
            await settle(stream, webcam_frame)
            await sync_to_async(withdraw)(bob)
            face, _ = await settle(stream, webcam_frame, start=500, states=("looking", "unknown"))
            assert "Bob" not in json.dumps(face)

    run_live(visit)


def test_a_deleted_person_is_not_named_any_more_and_a_new_name_is_shown(run_live, alice, grace, webcam_frame):
    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            await settle(stream, webcam_frame)
            await sync_to_async(services.rename_person)(user=alice, person=grace, name="Admiral")
            number, name = 500, ""
            while name != "Admiral":
                number += 1
                name = (await read(stream, number, webcam_frame))["faces"][0].get("name")
            await sync_to_async(services.delete_people)(actor=alice, people=[grace.pk])
            await settle(stream, webcam_frame, start=2000, states=("unknown",))

    run_live(visit)


def test_not_this_person(run_live, alice, grace, webcam_frame):
    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            face, _ = await settle(stream, webcam_frame)
            await stream.tell(type="correct", track=face["id"])
            assert (await stream.message("corrected", "error"))["name"] == "Grace"
            face, _ = await settle(stream, webcam_frame, start=500)
            assert face["state"] == "unknown"

    run_live(visit)
    assert Correction.objects.get().person == grace


def test_an_unknown_face_is_handed_out_to_be_enrolled(run_live, client, alice, webcam_frame):
    agree(alice)

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            face, _ = await settle(stream, webcam_frame)
            await stream.tell(type="pick", track=face["id"])
            picked = await stream.message("picked", "error")
            await stream.tell(type="pick", track=99)
            assert (await stream.message("picked", "error"))["code"] == "no_such_face"
            return picked

    picked = {}

    async def keep(open_stream):
        picked.update(await visit(open_stream))

    run_live(keep)
    assert picked["picture"].startswith("data:image/jpeg;base64,")
    assert not media_files()
    client.force_login(alice)
    client.post("/people/", {"name": "Grace", "has_consent": "on", "crop": picked["crop"]})
    assert Person.objects.get().samples.count() == len(media_files()) == 1


def test_check_in_notes_everybody_once(run_live, alice, grace, webcam_frame):
    session = CheckInSession.objects.create(owner=alice, name="class")

    async def visit(open_stream):
        for turn in range(2):
            async with open_stream(alice, path=PATH) as stream:
                configured = await stream.configure(mode="recognise", check_in=str(session.pk))
                assert configured["check_in"] == str(session.pk)
                await settle(stream, webcam_frame)
                if not turn:
                    entry = await stream.message("checked_in")
                    assert (entry["name"], entry["person"]) == ("Grace", str(grace.pk))

    run_live(visit)
    assert CheckIn.objects.get().session == session


@pytest.mark.parametrize(
    "options",
    [{"mode": "recognise", "check_in": "hers"}, {"mode": "enroll", "person": "hers"}, {"mode": "enroll"}, {"mode": "enroll", "person": 7}],
)
@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_ids_of_others_and_of_nobody_are_refused_alike(request, run_live, alice, gallery, face, who, options):
    other = request.getfixturevalue(who)
    agree(other)
    hers = {"person": gallery(alice, "Anna", face(1)).pk, "check_in": CheckInSession.objects.create(owner=alice, name="class").pk}

    async def visit(open_stream):
        async with open_stream(other, path=PATH) as stream:
            answers = [
                await stream.configure(**{key: str(ids[key]) if value == "hers" else value for key, value in options.items()})
                for ids in (hers, {"person": uuid.uuid4(), "check_in": uuid.uuid4()})
            ]
        assert answers[0] == answers[1]
        assert answers[0]["code"] == "not_found"

    run_live(visit)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "configure", "mode": "spy"}, "invalid_mode"),
        ({"type": "pick", "track": "1"}, "no_such_face"),
        ({"type": "correct"}, "no_such_face"),
        ({"type": "undo"}, "bad_message"),
        ({"type": "nothing"}, "bad_message"),
        ({"type": 7}, "bad_message"),
    ],
)
def test_messages_that_make_no_sense(run_live, alice, message, code):
    agree(alice)

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            await stream.tell(**message)
            assert (await stream.message("error"))["code"] == code

    run_live(visit)


def test_nobody_in_view_is_no_face(run_live, alice):
    agree(alice)
    grey = cv2.imencode(".jpg", np.full((240, 320, 3), 120, np.uint8))[1].tobytes()

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            assert await read(stream, 1, grey) == {"width": 320, "height": 240, "mode": "recognise", "faces": []}

    run_live(visit)
