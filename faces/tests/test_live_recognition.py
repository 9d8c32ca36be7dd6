"""The recognition socket: who may open it, whom it names, and what makes it stop."""

import json

import cv2
import numpy as np
import pytest
from asgiref.sync import sync_to_async

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import withdraw_consent
from accounts.models import Session
from faces import services
from faces.models import FaceSample
from faces.tests.conftest import agree
from faces.tests.live_faces_testing import PATH, enroll, read, settle
from ml_models import images

SIGNED_OUT, NO_CONSENT = 4401, 4403


@pytest.fixture(scope="session")
def stranger_frame(astronaut):
    """Another person before the webcam."""
    return images.encode_jpeg(astronaut.image)


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


def sign_out(user):
    Session.objects.filter(owner=user).delete()


def change_password(user):
    user.set_password("another good phrase")
    user.save()


@pytest.mark.parametrize("leave", [sign_out, change_password])
def test_a_session_that_ends_in_mid_stream_ends_the_stream(run_live, alice, grace, webcam_frame, leave):
    """Signed out, here or from another device; or a new password, which ends every session but the one that gave it."""

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            await settle(stream, webcam_frame)
            await sync_to_async(leave)(alice)
            assert (await stream.message("error"))["code"] == "not_authenticated"
            assert await stream.closed() == SIGNED_OUT

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


def test_nobody_in_view_is_no_face(run_live, alice):
    agree(alice)
    grey = cv2.imencode(".jpg", np.full((240, 320, 3), 120, np.uint8))[1].tobytes()

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            assert await read(stream, 1, grey) == {"width": 320, "height": 240, "mode": "recognise", "faces": []}

    run_live(visit)
