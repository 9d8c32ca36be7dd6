"""What a page may ask of the recognition socket: put a name right, hand out a face, note who came."""

import uuid

import pytest

from faces.models import CheckIn, CheckInSession, Correction, Person
from faces.tests.conftest import agree, media_files
from faces.tests.live_faces_testing import PATH, settle


def test_it_works(run_live, alice, grace, webcam_frame):
    """Not this person: the face is unknown from then on."""

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
                    entry = await stream.once("checked_in")
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
