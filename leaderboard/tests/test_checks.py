"""What is looked at before a picture is shown: doubtful ones and copies."""

import uuid

import cv2
import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from django.urls import reverse

from accounts.refused import Refused
from analysis.models import Photo, StyleAnalysis
from analysis.services import delete_analyses, delete_photo
from leaderboard import checks
from leaderboard.models import ModerationAction, Notification, Report, SharedResult
from leaderboard.moderation_services import hide_result
from leaderboard.report_services import report_result
from leaderboard.services import share_result, unshare_result
from leaderboard.tests.test_sharing import at_once
from ml_models import images, nsfw_classifier, runtime

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_look_of(make_look, portrait):
    """A look whose photo is this picture, changed as asked."""

    def make(owner, name="astronaut", change=lambda image: image):
        look = make_look(owner)
        jpeg = images.encode_jpeg(images.shrink(change(portrait(name)), 480), 80)
        look.photo.thumbnail = default_storage.save(f"thumbnails/{uuid.uuid4().hex}.jpg", ContentFile(jpeg))
        look.photo.save(update_fields=["thumbnail"])
        return look

    return make


@pytest.fixture
def score(monkeypatch, settings):
    """`score(0.9)`: what open_nsfw answers from now on."""
    settings.NSFW_THRESHOLD = 0.5
    return lambda value: monkeypatch.setattr(nsfw_classifier, "score_nsfw", lambda image: value)


def share(look):
    return share_result(user=look.photo.owner, analysis=look)[0]


def mirrored(image):
    return np.ascontiguousarray(image[:, ::-1])


def trimmed(image):
    height, width = image.shape[:2]
    return cv2.resize(image[height // 50 :, : -width // 50], None, fx=0.7, fy=0.7)


def test_it_works(alice, make_look, score):
    score(0.49)
    result = share(make_look(alice))
    assert (result.hidden, len(result.fingerprint)) == (False, 64)
    assert Photo.objects.get().is_public
    assert not Report.objects.exists()


def test_a_doubtful_picture_waits_for_a_human(client, alice, make_look, score):
    score(0.5)
    result = share(make_look(alice))
    assert (result.hidden, result.hidden_by) == (True, "check")
    assert not Photo.objects.get().is_public
    report = Report.objects.queue().get()
    assert (report.is_by_check, report.reason, report.note) == (True, "nudity", "open_nsfw: 0.50")
    action = ModerationAction.objects.get()
    assert (action.kind, action.actor, action.before["result"]) == ("hold", None, {"hidden": False, "hidden_by": ""})
    assert Notification.objects.get(recipient=alice).details["reason"] == "nudity"
    assert client.get(result.get_absolute_url()).status_code == 404


def test_its_owner_is_told_that_it_is_not_on_the_board_yet(client, alice, make_look, score):
    score(0.5)
    result = share(make_look(alice))
    client.force_login(alice)
    wardrobe = client.get(reverse("analysis:looks")).text
    assert "Not on the board" in wardrobe
    assert "On the board" not in wardrobe
    look = client.get(result.analysis.get_absolute_url()).text
    assert "Waiting for a human" in look
    assert "only you see this" in look


def test_the_threshold_is_a_setting(alice, make_look, score, settings):
    score(0.99)
    settings.NSFW_THRESHOLD = 1.01
    assert not share(make_look(alice)).hidden


def test_the_real_network_lets_an_ordinary_picture_through(alice, make_look_of, settings):
    settings.NSFW_THRESHOLD = 0.5
    assert not share(make_look_of(alice, "astronaut")).hidden


@pytest.mark.parametrize("change", [mirrored, trimmed])
def test_ones_own_copy_is_refused_with_the_way_to_the_first(alice, make_look_of, change):
    first = share(make_look_of(alice))
    with pytest.raises(Refused, match="already") as caught:
        share(make_look_of(alice, change=change))
    assert (caught.value.code, caught.value.address) == ("duplicate", first.get_absolute_url())
    assert SharedResult.objects.count() == 1


@pytest.mark.parametrize("change", [mirrored, trimmed])
def test_somebody_elses_copy_waits_for_a_human(alice, bob, make_look_of, change):
    first = share(make_look_of(alice))
    copy = share(make_look_of(bob, change=change))
    assert (copy.hidden, copy.hidden_by) == (True, "check")
    report = Report.objects.get()
    assert (report.result, report.reason) == (copy, "stolen")
    assert first.get_absolute_url() in report.note


@override_settings(HOLD_COPIES=False)
def test_copies_may_be_allowed(alice, bob, make_look_of):
    share(make_look_of(alice))
    assert not share(make_look_of(bob)).hidden


def test_other_pictures_pass(alice, bob, make_look_of):
    assert not any(
        share(make_look_of(person, name)).hidden for person, name in ((alice, "astronaut"), (alice, "coffee"), (bob, "grace_hopper"))
    )


def test_a_near_fingerprint_alone_is_no_copy(alice, bob, make_look_of):
    first, look = share(make_look_of(alice, "astronaut")), make_look_of(bob, "coffee")
    prints = checks.examine(user=bob, photo=look.photo).prints
    SharedResult.objects.filter(pk=first.pk).update(fingerprint=prints[0])
    assert not share(look).hidden


def test_what_staff_hid_does_not_come_back_from_another_account(alice, bob, make_look_of):
    first = share(make_look_of(alice))
    SharedResult.objects.filter(pk=first.pk).update(hidden=True, hidden_by="staff")
    assert share(make_look_of(bob)).hidden


@pytest.mark.django_db(transaction=True)
def test_copies_shared_at_the_same_moment_are_one(alice, make_look_of):
    looks = [make_look_of(alice, change=change) for change in (trimmed, mirrored, lambda image: image)]

    def attempt(look):
        try:
            return share(look)
        except Refused as refusal:
            return refusal.code

    outcomes = at_once(*[lambda look=look: attempt(look) for look in looks])
    assert sorted(map(type, outcomes), key=str) == sorted([SharedResult, str, str], key=str)
    assert SharedResult.objects.count() == 1


def test_nothing_is_shared_while_the_pool_is_full(client, alice, make_look, monkeypatch):
    look = make_look(alice)

    def busy(*_):
        raise runtime.Busy

    monkeypatch.setattr(runtime, "run", busy)
    client.force_login(alice)
    response = client.post("/api/v1/shared-results/", {"analysis": str(look.pk)}, "application/json")
    assert (response.status_code, response.json()["code"]) == (503, "busy")
    response = client.post(f"/looks/{look.pk}/share/")
    assert (response.status_code, "in a moment" in response.content.decode()) == (503, True)
    assert not SharedResult.objects.exists()


@pytest.mark.parametrize("change", [lambda image: image, mirrored])
def test_what_staff_hid_is_not_put_back_by_deleting_it_and_sharing_it_again(alice, charlie, make_look_of, change):
    look = make_look_of(alice)
    hide_result(actor=charlie, result=share(look), reason="nudity")
    delete_photo(photo=look.photo)
    again = share(make_look_of(alice, change=change))
    assert (again.hidden, again.hidden_by) == (True, "check")
    assert ModerationAction.objects.filter(kind="hold", result=again).exists()


@pytest.mark.parametrize("way", ["unshare", "delete"])
def test_reports_are_not_shaken_off_by_taking_it_back_and_sharing_it_again(alice, bob, make_look_of, way):
    look = make_look_of(alice)
    report_result(reporter=bob, result=share(look), reason="stranger")
    if way == "unshare":
        unshare_result(user=alice, result=look.shared_result)
    else:
        delete_photo(photo=look.photo)
        look = make_look_of(alice)
    assert share(look).hidden


def test_what_nobody_minds_is_taken_back_and_shared_again(alice, make_look_of):
    look = make_look_of(alice)
    share(look)
    unshare_result(user=alice, result=look.shared_result)
    look.refresh_from_db()
    assert not share(look).hidden


def test_a_deleted_reading_of_a_hidden_picture_does_not_forget_it(alice, charlie, make_look_of):
    look = make_look_of(alice)
    hide_result(actor=charlie, result=share(look), reason="nudity")
    delete_analyses(analyses=StyleAnalysis.objects.filter(pk=look.pk))
    assert share(make_look_of(alice)).hidden


def test_what_was_seen_or_is_anothers_is_shared_again_freely(alice, bob, charlie, make_look_of):
    seen, banned = make_look_of(alice, "grace_hopper"), make_look_of(bob)
    share(seen)
    delete_photo(photo=seen.photo)
    hide_result(actor=charlie, result=share(banned), reason="nudity")
    delete_photo(photo=banned.photo)
    assert not share(make_look_of(alice, "grace_hopper")).hidden
    assert not share(make_look_of(alice)).hidden
