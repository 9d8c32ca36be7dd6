import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.forms import ProfileForm
from accounts.models import User
from evaranks.testing import PASSWORD
from ml_models import runtime

pytestmark = pytest.mark.django_db
URL = "/profile/"
VALUES = {"display_name": "Alice in Tweed", "email": "alice@example.com", "language": "en"}


@pytest.fixture(autouse=True)
def _signed_in(client, alice):
    client.force_login(alice)


def upload(client, data):
    return client.post(URL, {**VALUES, "avatar_file": SimpleUploadedFile("me.png", data)})


def test_it_works(client, alice):
    assert client.get(URL).status_code == 200
    assert client.post(URL, {**VALUES, "language": "ko"}).url == URL

    alice.refresh_from_db()
    assert alice.name == "Alice in Tweed"
    assert alice.language == "ko"
    assert client.cookies["django_language"].value == "ko"


def test_an_avatar_becomes_a_clean_square(client, alice, picture):
    upload(client, picture("astronaut"))
    alice.refresh_from_db()

    response = client.get(alice.avatar_url)
    assert Image.open(io.BytesIO(response.content)).size == (256, 256)
    assert "immutable" in response["Cache-Control"]


def test_a_box_to_tick_is_named_as_other_fields_are(client):
    assert "Remove my picture</label>" in client.get(URL).text


def test_a_new_avatar_replaces_the_file_of_the_old_one(client, alice, picture, django_capture_on_commit_callbacks):
    upload(client, picture("astronaut"))
    alice.refresh_from_db()
    first = alice.avatar.name
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, picture("grace_hopper"))
    alice.refresh_from_db()

    assert not default_storage.exists(first)
    assert default_storage.exists(alice.avatar.name)


def test_an_avatar_can_be_removed(client, alice, picture):
    upload(client, picture("astronaut"))
    client.post(URL, {**VALUES, "remove_avatar": "on"})
    alice.refresh_from_db()
    assert alice.avatar_url == ""


@pytest.mark.parametrize("data", [b"<svg/>", b"GIF89a", b"\xff\xd8\xff broken"])
def test_a_bad_avatar_changes_nothing(client, alice, data):
    response = upload(client, data)
    alice.refresh_from_db()

    assert "avatar_file" in response.context["form"].errors
    assert alice.display_name == "Alice"


@pytest.mark.parametrize(("sent", "kept"), [("\u202eecila", "ecila"), ("\u200b", ""), ("Eva\nStaff", "Eva Staff"), ("민지 👗", "민지 👗")])
def test_a_name_turns_and_covers_nothing_around_it(client, alice, sent, kept):
    client.post(URL, {**VALUES, "display_name": sent})
    alice.refresh_from_db()
    assert alice.display_name == kept


def test_a_bad_avatar_is_explained_in_the_persons_language(client, alice):
    client.cookies["django_language"] = "ko"
    (error,) = upload(client, b"<svg/>").context["form"].errors["avatar_file"]
    assert "JPEG" in error
    assert not error.isascii()


def test_an_avatar_that_must_wait_changes_nothing(client, alice, picture, monkeypatch):
    """It is decoded where photos are: in the pool, which may have a queue."""

    def busy(*_):
        raise runtime.Busy

    monkeypatch.setattr(runtime, "run", busy)
    response = upload(client, picture("astronaut"))
    alice.refresh_from_db()

    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert alice.display_name == "Alice"


def test_an_address_of_somebody_else_is_refused(client, alice, bob):
    response = client.post(URL, {**VALUES, "email": "BOB@example.com"})
    assert "email" in response.context["form"].errors


def test_an_address_that_somebody_took_in_the_same_moment_is_refused(client, alice, make_person, monkeypatch, picture):
    check = ProfileForm.is_valid

    def overtaken(form):
        valid = check(form)
        if not User.objects.filter(username="dana").exists():
            make_person("dana")
        return valid

    monkeypatch.setattr(ProfileForm, "is_valid", overtaken)
    file = SimpleUploadedFile("me.png", picture("astronaut"))
    response = client.post(URL, {**VALUES, "email": "DANA@example.com", "current_password": PASSWORD, "avatar_file": file})

    assert list(response.context["form"].errors) == ["email"]
    alice.refresh_from_db()
    assert (alice.email, alice.display_name, alice.avatar_url) == ("alice@example.com", "Alice", "")


def test_the_switch_in_the_header_is_remembered_by_the_account(client, alice):
    client.post("/language/", {"language": "ko", "next": "/"})
    client.post("/language/", {"language": "xx", "next": "/"})
    alice.refresh_from_db()
    assert alice.language == "ko"
    assert client.get("/language/").status_code == 405


def test_a_stranger_has_no_profile(client):
    client.logout()
    assert client.get(URL).url.startswith("/login/")
    assert client.get("/profile/delete/").url.startswith("/login/")


def test_avatars_are_no_way_into_other_folders(client):
    assert client.get("/avatars/../secret_key").status_code == 404
    assert client.get("/avatars/" + "0" * 32 + ".jpg").status_code == 404
