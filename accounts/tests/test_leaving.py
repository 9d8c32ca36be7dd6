"""Deleting an account: confirmed, whole, with a receipt, and without a trace."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client

from accounts import doomed_files, jobs, privacy_services, services
from accounts.models import DataDeletion, DoomedFile, Session, User
from accounts.sessions import SIGNED_IN_AT
from evaranks.testing import PASSWORD

pytestmark = pytest.mark.django_db

URL = "/profile/delete/"
SURE = {"username": "Alice", "password": PASSWORD}


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def leave(signed_in, django_capture_on_commit_callbacks):
    def leave(**changes):
        with django_capture_on_commit_callbacks(execute=True), jobs.run_now():
            return signed_in.post(URL, {**SURE, **changes})

    return leave


def test_it_works(leave, client, alice, bob, make_look):
    photo = make_look(alice, "boho").photo
    services.create_token(owner=alice, name="script")
    make_look(bob)
    page = client.get(leave().url)

    assert list(User.objects.all()) == [bob]
    assert not default_storage.exists(photo.file.name)
    assert not default_storage.exists(photo.thumbnail.name)
    assert not Session.objects.filter(owner__isnull=False).exists()
    assert not DoomedFile.objects.exists()
    assert page.context["lines"] == [
        ("Account", 1),
        ("API tokens", 1),
        ("Photos", 1),
        ("Looks that Eva read", 1),
        ("Files of pictures", 2),
    ]
    receipt = DataDeletion.objects.get()
    assert receipt.code in mail.outbox[0].body
    assert "Photos: 1" in mail.outbox[0].body
    assert mail.outbox[0].to == ["alice@example.com"]
    said = page.content.decode().lower() + mail.outbox[0].body.lower() + str(receipt.counts)
    assert "alice" not in said


def test_signing_out_everywhere_else_leaves_this_device_and_other_people(signed_in, alice, bob):
    elsewhere, his = Client(), Client()
    elsewhere.force_login(alice)
    his.force_login(bob)
    signed_in.post("/privacy/sessions/end/")
    assert [SESSION_KEY in client.session for client in (signed_in, elsewhere, his)] == [True, False, True]


def test_the_receipt_says_its_moment_in_the_zone_that_it_names(alice, settings):
    settings.TIME_ZONE = "Asia/Seoul"
    receipt = services.delete_account(user=alice)
    DataDeletion.objects.update(created_at=datetime(2026, 5, 20, 16, 30, tzinfo=UTC))
    privacy_services.send_receipt(address="alice@example.com", code=receipt.code, language="en")
    assert "May 20, 2026, 4:30 p.m. (UTC)" in mail.outbox[0].body


@pytest.mark.parametrize(("field", "value"), [("password", "wrong"), ("username", "bob"), ("username", "")])
def test_without_password_and_name_nothing_goes(leave, field, value):
    assert field in leave(**{field: value}).context["form"].errors
    assert User.objects.count() == 1


def test_the_second_of_two_clicks_finds_it_done(signed_in, monkeypatch):
    delete = services.delete_account

    def twice(*, user):
        delete(user=User.objects.get(pk=user.pk))
        return delete(user=user)

    monkeypatch.setattr(services, "delete_account", twice)
    assert signed_in.post(URL, SURE).url == "/"
    assert DataDeletion.objects.count() == 1


def test_a_click_alone_deletes_nothing(signed_in):
    signed_in.get(URL)
    assert User.objects.exists()


def test_nobody_deletes_another(client, alice, bob, charlie):
    for person in (bob, charlie):
        client.force_login(person)
        assert "username" in client.post(URL, SURE).context["form"].errors
    client.logout()
    assert client.post(URL, SURE).url.startswith("/login/")
    assert User.objects.filter(pk=alice.pk).exists()


def test_who_signs_in_through_a_provider_must_have_done_so_lately(signed_in, alice):
    alice.set_unusable_password()
    alice.save()
    signed_in.force_login(alice)
    session = signed_in.session
    session[SIGNED_IN_AT] -= 3600
    session.save()
    assert b"sign out and in again" in signed_in.post(URL, {"username": "alice"}).content
    assert User.objects.exists()
    signed_in.logout()
    signed_in.force_login(alice)
    signed_in.post(URL, {"username": "alice"})
    assert not User.objects.exists()


def test_other_devices_are_signed_out(leave, alice, django_capture_on_commit_callbacks):
    from django.test import Client

    phone = Client()
    phone.force_login(alice)
    leave()
    assert phone.get("/privacy/").status_code == 302
    assert SESSION_KEY not in phone.session


def test_ten_thousand_files_leave_in_batches(alice, monkeypatch, django_capture_on_commit_callbacks, tmp_path):
    """What the request does not get done a job does, and what is interrupted is taken up again."""
    gone = []
    monkeypatch.setattr(doomed_files.default_storage, "delete", gone.append)
    names = [f"photos/{number}.jpg" for number in range(1200)]
    with django_capture_on_commit_callbacks(execute=True), jobs.run_now() as done:
        doomed_files.doom_files(names)
        assert len(done) == 1
    assert sorted(set(gone)) == sorted(names)
    assert not DoomedFile.objects.exists()

    DoomedFile.objects.create(name="photos/left.jpg")
    doomed_files.delete_doomed_files()
    assert gone[-1] == "photos/left.jpg"
    assert not DoomedFile.objects.exists()


def test_a_deletion_that_fails_deletes_nothing(alice, make_look, monkeypatch, django_capture_on_commit_callbacks):
    photo = make_look(alice).photo
    monkeypatch.setattr(services, "doom_files", lambda names: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        services.delete_account(user=alice)
    assert User.objects.filter(username="alice").exists()
    assert default_storage.exists(photo.file.name)
