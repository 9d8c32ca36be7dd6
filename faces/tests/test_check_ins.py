"""Check-in sessions: each person once, in the owner's sight and their own."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.consent_services import ConsentRequired
from accounts.refused import Refused
from faces import check_in_services as services
from faces.matching import Candidate, Identification
from faces.models import AuditEntry, CheckIn, CheckInSession, Person
from faces.tests.conftest import JPEG, agree, media_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(alice):
    agree(alice)
    return services.open_session(owner=alice, name="Tuesday class")


def come(user, session, person, **fields):
    return services.check_in(user=user, session=session, person=person, crop=JPEG, distance=0.2, **fields)


def test_it_works(alice, session, gallery):
    anna = gallery(alice, "Anna")
    entry = come(alice, session, anna)
    assert (entry.person, entry.session, entry.distance) == (anna, session, 0.2)
    assert come(alice, session, anna) is None
    assert (CheckIn.objects.count(), len(media_files())) == (1, 1)


def test_by_photo_everybody_known_is_in(client, alice, session, picture):
    client.force_login(alice)
    client.post("/people/", {"name": "Eileen", "has_consent": "on"})
    person = Person.objects.get()
    client.post(f"/people/{person.pk}/photos/", {"photos": SimpleUploadedFile("a.png", picture("astronaut"))})
    for data in (picture("grace_hopper"), picture("astronaut"), picture("astronaut")):
        client.post(f"/people/check-ins/{session.pk}/", {"image": SimpleUploadedFile("b.png", data)})
    entry = CheckIn.objects.get()
    assert entry.person == person
    html = client.get(f"/people/check-ins/{session.pk}/").content.decode()
    assert "1 person is in." in html
    assert entry.snapshot_url in html
    assert client.get(f"/api/v1/check-in-sessions/{session.pk}/check-ins/").json()[0]["name"] == "Eileen"


def test_a_closed_session_stays_closed(alice, session, gallery, picture):
    services.close_session(user=alice, session=session)
    first = CheckInSession.objects.get().closed_at
    assert services.close_session(user=alice, session=session).closed_at == first
    for attempt in (
        lambda: come(alice, session, gallery(alice, "Anna")),
        lambda: services.check_in_photo(user=alice, session=session, data=picture("coffee")),
    ):
        with pytest.raises(Refused) as error:
            attempt()
        assert error.value.code == "closed"
    assert not media_files()


def test_who_is_recognised_by_everyone_is_not_in_anothers_list(alice, bob, session, gallery, face, monkeypatch, picture):
    other = gallery(bob, "Bob", face(1), linked_user=bob, is_recognisable=True)
    match = Candidate(other, "Bob", 0.1, 0.1, other.samples.get().pk)
    monkeypatch.setattr("faces.matching.identify", lambda probe, user: Identification(match, "", 0.1, 0.6, None, 0.05, ()))
    entries, _ = services.check_in_photo(user=alice, session=session, data=picture("astronaut"))
    assert entries == []


def test_anothers_person_or_session_is_not_there(alice, bob, session, gallery):
    agree(bob)
    with pytest.raises(Person.DoesNotExist):
        come(alice, session, gallery(bob, "Bea"))
    with pytest.raises(CheckInSession.DoesNotExist):
        come(bob, session, gallery(bob, "Ben"))
    assert not media_files()


def test_without_consent_no_session(bob):
    with pytest.raises(ConsentRequired):
        services.open_session(owner=bob, name="class")


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", 'Anna, "B"', "민지"])
def test_the_export_runs_no_formula(client, alice, session, gallery, name):
    CheckInSession.objects.update(name=name)
    come(alice, session, gallery(alice, name))
    client.force_login(alice)
    response = client.get(f"/people/check-ins/{session.pk}/export.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    header, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert header == ["name", "time", "session"]
    assert row[0] == row[2] == (f"'{name}" if name[0] in "=+-@" else name)
    assert row[1].endswith("+00:00")
    assert AuditEntry.objects.filter(action="session_exported").count() == 1


def test_people_see_their_own_entries(client, alice, bob, session, gallery):
    come(alice, session, gallery(alice, "Bobby", linked_user=bob))
    come(alice, session, gallery(alice, "Anna"))
    client.force_login(bob)
    html = client.get("/people/me/").content.decode()
    assert "Tuesday class" in html
    assert "Anna" not in html


def test_deleting_a_session_deletes_its_snapshots(client, alice, session, gallery, django_capture_on_commit_callbacks):
    come(alice, session, gallery(alice, "Anna"))
    client.force_login(alice)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/people/check-ins/{session.pk}/delete/")
    assert not CheckIn.objects.exists()
    assert not media_files()
