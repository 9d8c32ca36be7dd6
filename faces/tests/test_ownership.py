"""Nobody reaches another's gallery by any route: every address, tried by its owner, another person, staff and a stranger."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import get_resolver, reverse

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import withdraw_consent
from faces import crops, urls
from faces.crops import Facts
from faces.links import make_link_token
from faces.models import AuditEntry, CheckIn, CheckInSession, Correction, FaceSample, Person
from faces.tests.conftest import JPEG, agree

pytestmark = pytest.mark.django_db

# What of alice's an address names: (page's name, method, which id). Every route that names something is here; a test holds it to that.
PAGES = [
    ("person", "get", "person"),
    ("enroll", "get", "person"),
    ("rename", "post", "person"),
    ("merge", "post", "person"),
    ("delete", "post", "person"),
    ("declare-consent", "post", "person"),
    ("show", "post", "person"),
    ("add-photos", "post", "person"),
    ("add-crops", "post", "person"),
    ("correct", "post", "person"),
    ("sample-remove", "post", "sample"),
    ("sample-move", "post", "sample"),
    ("sample-crop", "get", "sample"),
    ("snapshot", "get", "entry"),
    ("receipt", "get", "receipt"),
    ("receipt", "post", "receipt"),
    ("check-in", "get", "session"),
    ("check-in", "post", "session"),
    ("check-in-close", "post", "session"),
    ("check-in-delete", "post", "session"),
    ("check-in-export", "get", "session"),
    ("unlink", "post", "person"),
    ("leave", "post", "person"),
]
NAMELESS = ["people", "consent", "consent-withdraw", "identify", "verify", "live", "check-ins", "me"]
API = [
    ("get", "people/{person}/"),
    ("patch", "people/{person}/"),
    ("delete", "people/{person}/"),
    ("post", "people/{person}/merge/"),
    ("get", "people/{person}/samples/"),
    ("post", "people/{person}/samples/"),
    ("post", "people/{person}/corrections/"),
    ("delete", "samples/{sample}/"),
    ("post", "samples/{sample}/move/"),
    ("get", "check-in-sessions/{session}/"),
    ("delete", "check-in-sessions/{session}/"),
    ("post", "check-in-sessions/{session}/close/"),
    ("get", "check-in-sessions/{session}/check-ins/"),
    ("post", "check-in-sessions/{session}/check-ins/"),
]
# Staff see thumbnails, as admin shows them. Snapshots are not among those.
STAFF_MAY = {("sample-crop", "get")}


@pytest.fixture
def hers(alice, bob, charlie, gallery, face):
    """Ids of what alice has. Everybody agreed to the text, so that nothing but ownership stands in the way."""
    for user in (bob, charlie, alice):
        agree(user)
    receipt = withdraw_consent(user=alice, purpose=FACE_RECOGNITION)
    person = gallery(alice, "Anna", face(1), linked_user=alice)
    session = CheckInSession.objects.create(owner=alice, name="class")
    snapshot = default_storage.save("faces/00/snapshot.jpg", ContentFile(JPEG))
    entry = CheckIn.objects.create(session=session, person=person, snapshot=snapshot, distance=0.1)
    return {"person": person.pk, "sample": person.samples.get().pk, "session": session.pk, "entry": entry.pk, "receipt": receipt.pk}


def everything():
    """All that a forbidden request must leave as it is."""
    models = (Person, FaceSample, Correction, CheckIn, CheckInSession, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in models if model is not FaceSample] + [
        list(FaceSample.objects.order_by("pk").values_list("pk", "person", "owner", "crop", "is_shown"))
    ]


def forms(user, person=None):
    """Bodies under which a request would work if it were one's own."""
    token = crops.sign(user, JPEG, Facts(0, 0, 100, 0.5, ""))
    return {"name": "Mine now", "person": str(person) if person else "", "crop": token, "shown": "on"}


@pytest.mark.parametrize(("name", "method", "kind"), PAGES)
@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_it_works(request, client, hers, gallery, face, name, method, kind, who):
    user = request.getfixturevalue(who)
    mine = gallery(user, "Mine", face(9))
    client.force_login(user)
    before = everything()
    answers = [getattr(client, method)(reverse(f"faces:{name}", args=[pk]), forms(user, mine.pk)) for pk in (hers[kind], uuid.uuid4())]
    if who == "charlie" and (name, method) in STAFF_MAY:
        assert answers[0].status_code == 200
    else:
        # The same as for an id that is nobody's.
        assert [answer.status_code for answer in answers] == [404, 404]
    assert everything() == before


@pytest.mark.parametrize(("method", "path"), API)
@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_the_api_tells_nobody_what_is_there(request, client, hers, gallery, face, method, path, who):
    user = request.getfixturevalue(who)
    mine = gallery(user, "Mine", face(9))
    client.force_login(user)
    body = {"name": "Mine now", "person": str(mine.pk), "image": "data:image/jpeg;base64,AAAA", "is_recognisable": True}
    before = everything()
    others = {kind: uuid.uuid4() for kind in hers}
    answers = [
        getattr(client, method)(
            "/api/v1/" + path.format(**ids), **({} if method == "get" else {"data": body, "content_type": "application/json"})
        )
        for ids in (hers, others)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert everything() == before


@pytest.mark.parametrize(("name", "method", "kind"), PAGES)
def test_a_stranger_is_sent_to_sign_in(client, hers, name, method, kind):
    before = everything()
    answer = getattr(client, method)(reverse(f"faces:{name}", args=[hers[kind]]))
    assert answer.status_code == (404 if name in {"sample-crop", "snapshot"} else 302)
    assert answer.status_code == 404 or answer.url.startswith("/login/")
    assert everything() == before


@pytest.mark.parametrize("name", NAMELESS)
def test_pages_without_an_id_ask_a_stranger_to_sign_in(client, hers, name):
    answer = client.post(reverse(f"faces:{name}"))
    assert answer.url.startswith("/login/")


@pytest.mark.parametrize(
    ("method", "path"), [*API, ("get", "people/"), ("post", "people/"), ("get", "check-in-sessions/"), ("post", "check-in-sessions/"),
                         ("post", "faces/identify/"), ("post", "faces/verify/")]
)  # fmt: skip
def test_the_api_answers_no_stranger(client, hers, method, path):
    before = everything()
    assert getattr(client, method)("/api/v1/" + path.format(**hers)).status_code == 401
    assert everything() == before


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_lists_hold_ones_own(request, client, hers, who):
    client.force_login(request.getfixturevalue(who))
    for address in ("people/", "check-in-sessions/"):
        assert client.get(f"/api/v1/{address}").json()["results"] == []
    for name in ("people", "check-ins", "me"):
        html = client.get(reverse(f"faces:{name}")).content.decode()
        assert "Anna" not in html
        assert not any(str(pk) in html for pk in hers.values())


def test_the_owner_reaches_all_of_it(client, alice, hers):
    client.force_login(alice)
    for name, method, kind in PAGES:
        if method == "get":
            assert client.get(reverse(f"faces:{name}", args=[hers[kind]])).status_code == 200, name
    for method, path in API:
        if method == "get":
            assert client.get("/api/v1/" + path.format(**hers)).status_code == 200, path


def test_one_sees_ones_own_pictures_and_entries_in_anothers_gallery(client, alice, bob, hers):
    Person.objects.filter(pk=hers["person"]).update(linked_user=bob)
    client.force_login(bob)
    assert client.get(reverse("faces:sample-crop", args=[hers["sample"]])).status_code == 200
    assert client.get(reverse("faces:snapshot", args=[hers["entry"]])).status_code == 200
    assert "class" in client.get(reverse("faces:me")).content.decode()
    assert client.get(reverse("faces:person", args=[hers["person"]])).status_code == 404
    assert client.get(reverse("faces:check-in", args=[hers["session"]])).status_code == 404


def test_staff_without_the_right_see_no_crop(client, make_person, hers):
    client.force_login(make_person("helper", is_staff=True))
    assert client.get(reverse("faces:sample-crop", args=[hers["sample"]])).status_code == 404


def test_ones_own_things_do_not_move_into_anothers_gallery(client, alice, bob, gallery, face, hers):
    """An id in the body is checked like one in the address."""
    mine = gallery(bob, "Mine", face(9), face(8))
    client.force_login(bob)
    before = everything()
    body = {"person": str(hers["person"])}
    sample = mine.samples.first().pk
    assert client.post(reverse("faces:merge", args=[mine.pk]), body).status_code == 404
    assert client.post(reverse("faces:sample-move", args=[sample]), body).status_code == 404
    for path in (f"people/{mine.pk}/merge/", f"samples/{sample}/move/"):
        stranger, nobody = (
            client.post(f"/api/v1/{path}", {"person": str(pk)}, content_type="application/json") for pk in (hers["person"], uuid.uuid4())
        )
        assert stranger.status_code == nobody.status_code == 400
    assert everything() == before


def test_a_face_cut_from_anothers_page_is_no_key(client, alice, bob, gallery, hers):
    mine = gallery(bob, "Mine")
    client.force_login(bob)
    client.post(reverse("faces:add-crops", args=[mine.pk]), {"crop": crops.sign(alice, JPEG, Facts(0, 0, 100, 0.5, ""))})
    assert not mine.samples.exists()


def test_a_link_shows_its_entry_to_whom_it_was_sent(client, bob, gallery, alice):
    entry = gallery(alice, "Bobby")
    address = reverse("faces:link", args=[make_link_token(entry)])
    assert client.get(address).url.startswith("/login/")
    agree(bob)
    client.force_login(bob)
    assert "Bobby" in client.get(address).content.decode()
    assert client.get(reverse("faces:link", args=["forged"])).status_code == 404


def test_every_route_is_tried_here():
    tried = {name for name, _, _ in PAGES} | set(NAMELESS) | {"link"}
    assert {pattern.name for pattern in urls.urlpatterns} == tried
    names = {key for key in get_resolver("evaranks.api").reverse_dict if isinstance(key, str)}
    mine = {name for name in names if name.startswith(("person-", "facesample-", "checkinsession-", "faces-identify", "faces-verify"))}
    assert mine == {
        "person-list", "person-detail", "person-merge", "person-samples", "person-corrections",
        "facesample-detail", "facesample-move", "faces-identify", "faces-verify",
        "checkinsession-list", "checkinsession-detail", "checkinsession-close", "checkinsession-check-ins",
    }  # fmt: skip
