"""Exports: everything in a zip, made in the background, one at a time, fetched by their owner alone."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from accounts import export_services, jobs
from accounts.export_writer import write_export
from accounts.models import DataExport, DoomedFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """Asks for an export as a person would, and has it made there and then."""

    def ask(person):
        client.force_login(person)
        with jobs.run_now():
            client.post("/privacy/export/")
        return person.data_exports.get()

    return ask


def opened(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def link(client):
    return client.get("/privacy/").context["export"].link


def test_it_works(client, alice, make_look, ask):
    look = make_look(alice, "boho")
    export = ask(alice)
    assert (export.state, export.done) == ("ready", export.total)
    archive = opened(client.get(link(client)))
    assert archive.testzip() is None
    photo = json.loads(archive.read("photos.json"))[0]
    assert archive.read(photo["file"]) == default_storage.open(look.photo.file.name).read()
    assert json.loads(archive.read("style_analyses.json"))[0]["label"] == "boho"
    assert json.loads(archive.read("account.json"))[0]["username"] == "alice"
    assert "photos.json (1)" in archive.read("README.txt").decode()


def test_secrets_stay_here(client, alice, ask):
    ask(alice)
    archive = opened(client.get(link(client)))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert alice.password.encode() not in everything
    assert client.session.session_key.encode() not in everything
    assert b"A secret. We keep only a digest" in archive.read("README.txt")


def test_others_things_and_others_exports_stay_theirs(client, alice, bob, charlie, make_look, ask):
    make_look(bob)
    ask(alice)
    address = link(client)
    assert json.loads(opened(client.get(address)).read("photos.json")) == []
    for other in (bob, charlie):
        client.force_login(other)
        assert client.get(address).status_code == 404
        assert client.get("/privacy/export/state/").status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_a_link_that_was_tampered_with_or_is_old_leads_nowhere(client, alice, ask):
    export = ask(alice)
    address = link(client)
    assert client.get(address.replace("/evaranks.zip", "x/evaranks.zip")).status_code == 404
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 404
    assert client.get("/privacy/").context["export"] is None
    assert default_storage.exists(export.file.name)


def test_what_is_over_is_deleted(client, alice, ask, django_capture_on_commit_callbacks):
    export = ask(alice)
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert export_services.delete_expired_exports() == 1
    assert not default_storage.exists(export.file.name)


def test_a_fresh_one_takes_the_place_of_the_last(client, alice, ask, django_capture_on_commit_callbacks):
    first = ask(alice)
    with django_capture_on_commit_callbacks(execute=True):
        second = ask(alice)
    assert second.pk != first.pk
    assert not default_storage.exists(first.file.name)


def test_the_chore_tidies_up(alice, django_capture_on_commit_callbacks):
    quiet = timezone.now() - 2 * export_services.SILENT
    stuck = DataExport.objects.create(owner=alice, state="running", attempts=1)
    DataExport.objects.update(seen_at=quiet)
    DoomedFile.objects.create(name="photos/left.jpg")
    with django_capture_on_commit_callbacks(execute=True), jobs.run_now():
        call_command("tidy_personal_data")
    stuck.refresh_from_db()
    assert stuck.state == "ready"
    assert not DoomedFile.objects.exists()
    DataExport.objects.update(expires_at=quiet)
    call_command("tidy_personal_data")
    assert not DataExport.objects.exists()


def test_one_at_a_time(client, alice, django_capture_on_commit_callbacks):
    client.force_login(alice)
    with django_capture_on_commit_callbacks() as callbacks:
        client.post("/privacy/export/")
        client.post("/privacy/export/")
    assert DataExport.objects.count() == len(callbacks) == 1
    assert client.get("/privacy/export/state/").json() == {"state": "waiting", "percent": 0}
    assert b"<progress" in client.get("/privacy/").content


def test_the_job_twice_makes_one_file(alice):
    export = DataExport.objects.create(owner=alice)
    export_services.prepare_export(export_id=str(export.pk))
    name = DataExport.objects.get().file.name
    export_services.prepare_export(export_id=str(export.pk))
    assert DataExport.objects.get().file.name == name


def test_what_a_stopped_server_left_is_started_again_and_at_last_given_up(client, alice):
    export = DataExport.objects.create(owner=alice, state="running", attempts=1)
    client.force_login(alice)
    with jobs.run_now() as done:
        client.get("/privacy/")
        assert not done  # somebody may still be at it
        DataExport.objects.update(seen_at=timezone.now() - export_services.SILENT)
        assert client.get("/privacy/export/state/").json()["state"] == "ready"
    DataExport.objects.update(state="running", attempts=export_services.MOST_ATTEMPTS, seen_at=timezone.now() - export_services.SILENT)
    assert b"Please try again" in client.get("/privacy/").content
    assert DataExport.objects.get(pk=export.pk).state == "failed"


def test_an_error_leaves_it_to_the_next_try(alice, monkeypatch):
    export = DataExport.objects.create(owner=alice)
    monkeypatch.setattr(export_services, "write_export", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_services.prepare_export(export_id=str(export.pk))
    assert DataExport.objects.get().state == "waiting"
    monkeypatch.undo()
    export_services.prepare_export(export_id=str(export.pk))
    assert DataExport.objects.get().state == "ready"
    assert DataExport.objects.get().attempts == 2


def test_deleted_while_it_is_written_it_leaves_no_file(alice, make_look, monkeypatch):
    export = DataExport.objects.create(owner=alice)

    def vanish(*arguments):
        DataExport.objects.all().delete()
        return write_export(*arguments)

    monkeypatch.setattr(export_services, "write_export", vanish)
    before = _exports()
    export_services.prepare_export(export_id=str(export.pk))
    assert _exports() == before


def test_a_picture_that_is_gone_is_left_out(alice, make_look):
    photo = make_look(alice).photo
    default_storage.delete(photo.file.name)
    file = io.BytesIO()
    write_export(alice, file, lambda *_: None)
    names = zipfile.ZipFile(file).namelist()
    assert f"photos/{photo.pk}-file.jpg" not in names
    assert f"photos/{photo.pk}-thumbnail.jpg" in names


def _exports():
    return default_storage.listdir("exports")[0] if default_storage.exists("exports") else []


def test_a_worker_that_was_killed_is_followed_by_another(alice):
    """Its task comes back at once, finds the export under way, and must not be the end of it."""
    export = DataExport.objects.create(owner=alice, state="running", attempts=1)
    with pytest.raises(export_services._AtWork):
        export_services.prepare_export(export_id=str(export.pk))
    export_services._give_up(export_id=str(export.pk))
    export.refresh_from_db()
    assert export.state == "running"  # whoever is at it goes on

    DataExport.objects.update(seen_at=timezone.now() - 2 * export_services.SILENT)
    export_services.prepare_export(export_id=str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 2)
