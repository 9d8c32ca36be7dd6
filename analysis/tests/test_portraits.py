"""Kept portraits: who sees them and for how long, what says that they were edited, and what stays when one goes."""

import io

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from analysis import beautify_services, services
from analysis.models import Beautification, Photo
from ml_models import images

PREVIEW = "/api/v1/beautifications/preview/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def make(picture):
    def beautify(owner, name="astronaut", **wish):
        wish = beautify_services.Wish(**{"look": "classic_red", **wish})
        return beautify_services.beautify_upload(owner=owner, data=picture(name), wish=wish)

    return beautify


def share(client, made, shared):
    client.post(reverse("analysis:beautification-share", args=[made.pk]), {"shared": shared})


def remove(client, made):
    client.post(reverse("analysis:beautification-delete", args=[made.pk]))


def test_it_works(client, alice, make):
    """The owner's browser keeps a picture for good."""
    made = make(alice)
    client.force_login(alice)
    for address in (made.url_full, made.url_thumb):
        response = client.get(address)
        assert response["Cache-Control"] == "private, max-age=31536000, immutable"
        assert "attachment" not in response.get("Content-Disposition", "")
    assert client.get(made.url_full + "?download")["Content-Disposition"].startswith("attachment")


def test_what_was_shared_can_be_taken_back(client, alice, bob, make):
    made = make(alice)
    client.force_login(alice)
    share(client, made, "1")
    client.force_login(bob)
    assert client.get(made.url_full)["Cache-Control"] == "private, max-age=3600"
    client.force_login(alice)
    share(client, made, "0")
    client.force_login(bob)
    assert {client.get(address).status_code for address in (made.url_full, made.url_thumb, made.get_absolute_url())} == {404}


def test_the_api_shares_and_takes_back(client, alice, make):
    made = make(alice)
    client.force_login(alice)
    for shared in (True, False):
        client.patch(f"/api/v1/beautifications/{made.pk}/", {"is_shared": shared, "look": "ocean"}, "application/json")
        assert Beautification.objects.values_list("is_shared", "look").get() == (shared, "classic_red")


def test_lists_show_ones_own_only(client, alice, bob, make):
    made = make(alice)
    Beautification.objects.update(is_shared=True)
    client.force_login(bob)
    for address in (reverse("analysis:portraits"), reverse("analysis:beautify"), "/api/v1/beautifications/"):
        assert str(made.pk) not in client.get(address).content.decode()


def test_every_file_says_that_it_was_edited(client, alice, make):
    made = make(alice)
    client.force_login(alice)
    files = {address: client.get(address).content for address in (made.url_full, made.url_thumb, made.url_full + "?mark")}
    for data in files.values():
        assert b"compositeWithTrainedAlgorithmicMedia" in Image.open(io.BytesIO(data)).info["xmp"]
    plain, wordy = (images.decode(files[address]).astype(int) for address in (made.url_full, made.url_full + "?mark"))
    assert np.abs(wordy - plain)[-40:, -150:].max() > 60


def test_make_up_for_the_lips_leaves_the_rest(client, alice, picture):
    def preview(**wish):
        sent = {"image": SimpleUploadedFile("a.jpg", picture("astronaut")), "look": "classic_red", **wish}
        response = client.post(PREVIEW, sent)
        assert response["Cache-Control"] == "no-store"
        return images.decode(response.content).astype(int)

    client.force_login(alice)
    plain, lips, everywhere = preview(strength=0), preview(parts=["lips"]), preview()
    brows_to_nose = np.s_[75:125, 190:260]
    assert np.abs(lips - plain).max() > 20
    assert np.abs(lips - plain)[brows_to_nose].max() == 0
    assert np.abs(everywhere - plain)[brows_to_nose].mean() > 1


def test_a_photo_that_is_used_otherwise_stays(client, alice, picture, make, django_capture_on_commit_callbacks):
    client.force_login(alice)
    read = services.read_style(owner=alice, data=picture("astronaut"))
    with django_capture_on_commit_callbacks(execute=True):
        remove(client, make(alice))
    assert Photo.objects.get() == read.photo
    assert default_storage.exists(read.photo.file.name)

    services.delete_photo(photo=read.photo)
    first = make(alice)
    second = make(alice, "grace_hopper", look="", reference=picture("astronaut"))
    remove(client, first)
    second.refresh_from_db()
    assert second.reference == first.photo
    remove(client, second)
    assert not Photo.objects.exists()


def test_pictures_that_are_made_anew_each_time_have_their_limit(client, alice, make, settings):
    made = make(alice)
    settings.WRITE_LIMITS = {"preview": (0, 3600)}
    client.force_login(alice)
    for address in (made.url_full + "?mark", reverse("analysis:photo-blurred", args=[made.photo_id])):
        assert client.get(address).status_code == 429
    assert client.get(made.url_full).status_code == 200
