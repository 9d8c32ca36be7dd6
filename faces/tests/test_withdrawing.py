"""Consent taken back, an account deleted, samples unused: everything is gone, from disk and database."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.services import delete_account
from faces import sample_services, services
from faces.models import AuditEntry, CheckIn, CheckInSession, Correction, FaceSample, Person
from faces.tests.conftest import JPEG, agree, media_files
from ml_models import face_embedder

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(alice, bob, gallery, face):
    """Alice's gallery with one of everything, Bob's, and Alice's own face in Bob's."""
    anna = gallery(alice, "Anna", face(1), face(1, 0.1))
    session = CheckInSession.objects.create(owner=alice, name="class")
    for model, values in (
        (Correction, {"embedding": face(2), "preset": face_embedder.PRESET, "crop": "corrections"}),
        (CheckIn, {"session": session, "distance": 0.1, "snapshot": "snapshots"}),
    ):
        field = "crop" if model is Correction else "snapshot"
        name = default_storage.save(f"faces/01/{values[field]}.jpg", ContentFile(JPEG))
        model.objects.create(person=anna, **{**values, field: name})
    gallery(bob, "Al", face(5), linked_user=alice)
    gallery(bob, "Ben", face(6))


def left():
    return {model.__name__: model.objects.count() for model in (Person, FaceSample, Correction, CheckIn, CheckInSession)}


ONLY_BEN = {"Person": 1, "FaceSample": 1, "Correction": 0, "CheckIn": 0, "CheckInSession": 0}


def test_it_works(client, alice, kept, django_capture_on_commit_callbacks):
    assert len(media_files()) == 6
    client.force_login(alice)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/people/consent/withdraw/", follow=True)
    assert left() == ONLY_BEN
    assert len(media_files()) == 1
    assert Person.objects.get().name == "Ben"
    lines = dict(response.context["lines"])
    assert list(lines.values()) == [2, 3, 1, 1, 1, 5]
    assert client.get("/people/").url.startswith("/people/consent/")

    client.post(response.request["PATH_INFO"])
    assert "Check-ins: 1" in mail.outbox[0].body
    assert AuditEntry.objects.get(action="erased").number == 2


def test_no_table_remembers_a_name_or_a_vector(alice, kept, client):
    client.force_login(alice)
    client.post("/people/consent/withdraw/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'faces_%'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', ["%Anna%"])
            assert cursor.fetchone() == (0,), table


def test_deleting_the_account_does_the_same(alice, kept, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        receipt = delete_account(user=alice)
    assert left() == ONLY_BEN
    assert len(media_files()) == 1
    faces = {"people": 2, "samples": 3, "corrections": 1, "check_ins": 1, "check_in_sessions": 1, "files": 5}
    assert receipt.counts == {"account": 1, "consents": 1, **faces}


def test_unused_samples_are_deleted_by_the_command(alice, gallery, face, settings, django_capture_on_commit_callbacks):
    anna = gallery(alice, "Anna", face(1), face(1, 0.1), face(1, 0.2))
    old, used, _new = anna.samples.order_by("pk")
    long_ago = timezone.now() - timedelta(days=settings.FACE_RETENTION_DAYS + 1)
    FaceSample.objects.filter(pk__in=[old.pk, used.pk]).update(created_at=long_ago)
    FaceSample.objects.filter(pk=used.pk).update(last_used_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        call_command("delete_unused_samples")
    assert old.pk not in set(FaceSample.objects.values_list("pk", flat=True))
    assert FaceSample.objects.count() == len(media_files()) == 2
    entry = AuditEntry.objects.get(action="expired")
    assert (entry.gallery, entry.actor, entry.number) == (alice, None, 1)


def test_corrections_as_old_are_deleted_too(alice, bob, gallery, face, settings, django_capture_on_commit_callbacks):
    people = gallery(alice, "Anna"), gallery(alice, "Ben"), gallery(bob, "Cleo")
    for person, age in zip(people, (0, settings.FACE_RETENTION_DAYS + 1, settings.FACE_RETENTION_DAYS + 1), strict=True):
        correction = sample_services.correct(user=person.owner, person=person, crop=JPEG)
        Correction.objects.filter(pk=correction.pk).update(created_at=timezone.now() - timedelta(days=age))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("delete_unused_samples")
    assert Correction.objects.get().person == people[0]
    assert len(media_files()) == 1
    assert {(entry.gallery, entry.number) for entry in AuditEntry.objects.filter(action="expired")} == {(alice, 1), (bob, 1)}


@pytest.mark.parametrize("way", ["removed", "expired", "person deleted"])
def test_no_copy_of_a_sample_outlives_it(alice, gallery, face, way, django_capture_on_commit_callbacks):
    """A sample that was moved to another person left its look with the former one, as a correction."""
    anna, ben = gallery(alice, "Anna", face(1)), gallery(alice, "Ben")
    sample = sample_services.move_sample(user=alice, sample=anna.samples.get(), person=ben)
    assert (anna.corrections.count(), len(media_files())) == (1, 2)
    ways = {
        "removed": lambda: sample_services.delete_samples(actor=alice, samples=[sample.pk]),
        "expired": lambda: call_command("delete_unused_samples"),
        "person deleted": lambda: services.delete_people(actor=alice, people=[ben.pk]),
    }
    FaceSample.objects.update(created_at=timezone.now() - timedelta(days=400))
    with django_capture_on_commit_callbacks(execute=True):
        ways[way]()
    assert not Correction.objects.exists()
    assert not media_files()


@pytest.mark.parametrize("days", [0, 366])
def test_nothing_is_kept_longer_than_agreed(settings, days):
    from faces.checks import retention_is_as_agreed

    assert retention_is_as_agreed(None) == []
    settings.FACE_RETENTION_DAYS = days
    assert [error.id for error in retention_is_as_agreed(None)] == ["faces.E002"]


def test_agreeing(client, alice):
    client.force_login(alice)
    page = client.get("/people/identify/", follow=True)
    assert "128 numbers" in page.content.decode()
    answers = [
        {"version": "1", "next": "/people/identify/"},
        {"agree": "on", "version": "7"},
        {"agree": "on", "version": "x"},
        {"agree": "on", "version": "1", "next": "https://elsewhere.example/"},
    ]
    urls = [client.post("/people/consent/", body).url for body in answers]
    assert urls == ["/people/consent/", "/people/consent/", "/people/consent/", "/people/"]
    assert client.post("/people/consent/", {"agree": "on", "version": "1", "next": "/people/identify/"}).url == "/people/identify/"


def test_a_changed_text_stops_everything_until_it_is_agreed_to(client, alice, gallery, face, monkeypatch):
    from dataclasses import replace

    from accounts import consent

    agree(alice)
    anna = gallery(alice, "Anna", face(1))
    newer = replace(consent.FACE_RECOGNITION, version=2)
    for module in ("guards", "consent_views", "people_views", "services", "querysets"):
        monkeypatch.setattr(f"faces.{module}.FACE_RECOGNITION", newer)
    client.force_login(alice)
    assert client.get("/people/").url.startswith("/people/consent/")
    client.post("/people/consent/", {"agree": "on", "version": "2"})
    assert "Consent needed again" in client.get("/people/").content.decode()
    client.post(f"/people/{anna.pk}/declare-consent/")
    anna.refresh_from_db()
    assert anna.consent_version == 2
    assert "Consent needed again" not in client.get("/people/").content.decode()


@pytest.mark.parametrize("work", ["enroll", "correct", "check_in"])
def test_what_is_under_way_while_consent_is_withdrawn_leaves_nothing(alice, gallery, face, monkeypatch, work):
    """The consent is looked at again in the transaction that keeps something, so that no row or file comes after the erasure."""
    from accounts.consent import FACE_RECOGNITION
    from accounts.consent_services import ConsentRequired, withdraw_consent
    from faces import check_in_services, crops, sample_services

    anna = gallery(alice, "Anna")
    session = CheckInSession.objects.create(owner=alice, name="class")
    keep = crops.keep

    def withdrawn_meanwhile(jpeg):
        withdraw_consent(user=alice, purpose=FACE_RECOGNITION)
        return keep(jpeg)

    monkeypatch.setattr(crops, "keep", withdrawn_meanwhile)
    facts = crops.Facts(0, 0, 100, 0.5, "")
    attempts = {
        "enroll": lambda: sample_services.enroll_sample(user=alice, person=anna, crop=JPEG, facts=facts, source="photo"),
        "correct": lambda: sample_services.correct(user=alice, person=anna, crop=JPEG),
        "check_in": lambda: check_in_services.check_in(user=alice, session=session, person=anna, crop=JPEG, distance=0.1),
    }
    with pytest.raises(ConsentRequired):
        attempts[work]()
    assert set(left().values()) == {0}
    assert not media_files()
