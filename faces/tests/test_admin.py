"""Django admin: staff see names, counts, thumbnails, consent and the trail; they delete; vectors they never see."""

import pytest

from accounts.models import User
from faces.models import AuditEntry, CheckInSession, FaceSample, Person
from faces.tests.conftest import media_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(alice, gallery, face):
    return gallery(alice, "Anna", face(1), face(1, 0.1))


def test_it_works(client, charlie, anna):
    client.force_login(charlie)
    html = client.get("/admin/faces/person/").content.decode()
    newest = FaceSample.objects.latest("created_at")
    for text in ("Anna", "Alice", newest.crop_url, "1 (current)", '<td class="field-samples">2</td>'):
        assert text in html
    assert client.get(newest.crop_url).status_code == 200


def test_staff_delete_and_it_is_noted(client, charlie, alice, anna, django_capture_on_commit_callbacks):
    client.force_login(charlie)
    sample = anna.samples.first()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/faces/facesample/{sample.pk}/delete/", {"post": "yes"})
    assert len(media_files()) == anna.samples.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/faces/person/", {"action": "delete_selected", "_selected_action": [str(anna.pk)], "post": "yes"})
    assert not media_files()
    assert not Person.objects.exists()
    trail = list(AuditEntry.objects.values_list("actor__username", "gallery__username", "action"))
    assert trail == [("charlie", "alice", "person_deleted"), ("charlie", "alice", "sample_removed")]


@pytest.mark.parametrize("path", ["person/{}/change/", "facesample/{}/change/"])
def test_no_vector_is_on_any_page(client, charlie, anna, path):
    client.force_login(charlie)
    sample = FaceSample.objects.first()
    pk = anna.pk if path.startswith("person") else sample.pk
    html = client.get("/admin/faces/" + path.format(pk)).content.decode()
    assert "embedding" not in html.lower()
    assert str(float(sample.embedding[1])) not in html


def test_the_trail_can_be_read_but_not_changed(client, charlie, alice, anna):
    client.force_login(alice)
    client.post(f"/people/{anna.pk}/rename/", {"name": "Ann"})
    client.force_login(charlie)
    html = client.get("/admin/faces/auditentry/").content.decode()
    assert "renamed a person" in html
    assert str(anna.pk) in html
    assert "Ann" not in html
    entry = AuditEntry.objects.get()
    assert client.post(f"/admin/faces/auditentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/faces/auditentry/", {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.count() == 1


def test_others_do_not_get_in(client, bob, anna):
    for name in ("person", "facesample", "auditentry", "checkinsession"):
        assert client.get(f"/admin/faces/{name}/").url.startswith("/admin/login/")
    client.force_login(bob)
    assert client.get("/admin/faces/person/").url.startswith("/admin/login/")


@pytest.mark.parametrize("name", ["person", "facesample", "auditentry", "checkinsession"])
def test_no_list_asks_once_per_row(make_person, gallery, face, assert_no_query_per_row, name):
    def add_row():
        owner = make_person(f"person{User.objects.count()}")
        person = gallery(owner, "Anna", face(1), linked_user=owner)
        CheckInSession.objects.create(owner=owner, name="class")
        AuditEntry.objects.create(gallery=owner, actor=owner, action="person_added", subject=person.pk)

    assert_no_query_per_row(f"/admin/faces/{name}/", add_row)


@pytest.mark.parametrize("name", ["person", "facesample", "auditentry", "checkinsession"])
def test_search_finds(client, charlie, anna, name):
    client.force_login(charlie)
    assert client.get(f"/admin/faces/{name}/?q=alice").status_code == 200
