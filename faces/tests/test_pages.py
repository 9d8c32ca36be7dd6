"""Pages of the gallery, as they work without a script."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from faces.links import make_link_token
from faces.models import Correction, FaceSample, Person
from faces.tests.conftest import agree
from ml_models import images

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="crop" value="([^"]+)"')


@pytest.fixture
def me(client, alice):
    agree(alice)
    client.force_login(alice)
    return client


@pytest.fixture
def eileen(me):
    me.post("/people/", {"name": "Eileen", "has_consent": "on"})
    return Person.objects.get()


def photo(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data)


def html_of(response):
    return response.content.decode()


def test_it_works(me, eileen, picture):
    assert "No samples yet" in html_of(me.get(f"/people/{eileen.pk}/"))
    response = me.post(f"/people/{eileen.pk}/photos/", {"photos": [photo(picture("astronaut"))]}, follow=True)
    assert "Added." in html_of(response)
    sample = FaceSample.objects.get()
    assert sample.crop_url in html_of(me.get(f"/people/{eileen.pk}/"))
    assert sample.crop_url in html_of(me.get("/people/"))
    html = html_of(me.post("/people/identify/", {"image": photo(picture("astronaut"))}))
    assert f'<a href="/people/{eileen.pk}/">Eileen</a>' in html


@pytest.mark.parametrize("address", ["/people/", "/people/identify/", "/people/verify/", "/people/check-ins/"])
def test_consent_comes_first(client, alice, address):
    client.force_login(alice)
    assert client.get(address).url == f"/people/consent/?next={address.replace('/', '%2F')}"


def test_several_photos_have_an_outcome_each(me, eileen, picture, group_photo):
    files = [photo(picture("astronaut"), "a.png"), photo(picture("coffee"), "b.png"), photo(b"nonsense", "c.jpg"),
             photo(images.encode_jpeg(group_photo[0]), "d.jpg")]  # fmt: skip
    response = me.post(f"/people/{eileen.pk}/photos/", {"photos": files})
    html = html_of(response)
    for text in ("There is no face in this picture.", "This is not a picture that I can read.", "Which one is it?"):
        assert text in html
    assert FaceSample.objects.count() == 1
    tokens = TOKEN.findall(html)
    assert len(tokens) > 10
    me.post(f"/people/{eileen.pk}/crops/", {"crop": tokens[1]})
    assert FaceSample.objects.count() == 2


def test_a_removed_sample_can_be_had_back(me, eileen, picture):
    me.post(f"/people/{eileen.pk}/photos/", {"photos": [photo(picture("astronaut"))]})
    html = html_of(me.post(f"/people/samples/{FaceSample.objects.get().pk}/remove/"))
    assert not FaceSample.objects.exists()
    me.post(f"/people/{eileen.pk}/crops/", {"crop": TOKEN.search(html).group(1)})
    assert FaceSample.objects.get().person == eileen


def test_a_sample_whose_file_is_lost_is_removed_for_good(me, alice, gallery, face):
    anna = gallery(alice, "Anna", face(1), face(2))
    for sample in anna.samples.all():
        default_storage.delete(sample.crop.name)
    on_page, by_api = anna.samples.all()
    html = html_of(me.post(f"/people/samples/{on_page.pk}/remove/"))
    assert "Removed: the picture" in html
    assert not TOKEN.search(html)  # nothing is left for an undo
    assert me.delete(f"/api/v1/samples/{by_api.pk}/").status_code == 204
    assert not FaceSample.objects.exists()


def test_a_wrong_label_is_put_right_from_the_page(me, eileen, picture):
    me.post("/people/", {"name": "Grace", "has_consent": "on"})
    grace = Person.objects.get(name="Grace")
    me.post(f"/people/{eileen.pk}/photos/", {"photos": [photo(picture("grace_hopper"))]})
    address = f"/people/samples/{FaceSample.objects.get().pk}/move/"
    assert f'form="move-form" formaction="{address}"' in html_of(me.get(f"/people/{eileen.pk}/"))
    assert "Grace" in html_of(me.post(address, {"person": grace.pk}, follow=True))
    assert (FaceSample.objects.get().person, Correction.objects.get().person) == (grace, eileen)


def test_a_stranger_becomes_a_person_from_the_page_that_did_not_know_them(me, picture):
    html = html_of(me.post("/people/identify/", {"image": photo(picture("grace_hopper"))}))
    assert "Unknown" in html
    me.post("/people/", {"crop": TOKEN.search(html).group(1), "name": "Grace", "has_consent": "on"})
    assert FaceSample.objects.get().person.name == "Grace"


def test_a_face_that_cannot_be_enrolled_makes_no_person(me, alice):
    response = me.post("/people/", {"crop": "forged", "name": "Grace", "has_consent": "on"}, follow=True)
    assert "open for too long" in html_of(response)
    assert not Person.objects.exists()


def test_not_this_person(me, eileen, picture):
    me.post(f"/people/{eileen.pk}/photos/", {"photos": [photo(picture("astronaut"))]})
    html = html_of(me.post("/people/identify/", {"image": photo(picture("astronaut"))}))
    me.post(f"/people/{eileen.pk}/correct/", {"crop": TOKEN.search(html).group(1)})
    assert Correction.objects.get().person == eileen


def test_comparing_two_photos(me, picture):
    both = {"first": photo(picture("astronaut")), "second": photo(picture("grace_hopper"))}
    assert "No, they look like two people" in html_of(me.post("/people/verify/", both))
    without = {"first": photo(picture("astronaut")), "second": photo(picture("coffee"))}
    assert "There is no face in this picture." in html_of(me.post("/people/verify/", without, follow=True))


def test_names_are_written_as_text(me, eileen):
    me.post(f"/people/{eileen.pk}/rename/", {"name": "<script>alert(1)</script>"})
    for address in ("/people/", f"/people/{eileen.pk}/"):
        html = html_of(me.get(address))
        assert "&lt;script&gt;alert" in html
        assert "<script>alert" not in html


@pytest.mark.parametrize(("form", "body", "text"), [
    ("rename", {"name": " "}, "Please write a name."),
    ("merge", None, "Please choose another person"),
    ("photos", {}, "Please choose a photo."),
    ("show", {"shown": "on"}, "Only people themselves"),
])  # fmt: skip
def test_refusals_are_sentences_on_the_page(me, eileen, form, body, text):
    body = {"person": eileen.pk} if body is None else body
    response = me.post(f"/people/{eileen.pk}/{form}/", body, follow=True)
    assert text in html_of(response)
    assert response.redirect_chain[-1][0] == f"/people/{eileen.pk}/"


def test_linking_an_account(me, client, bob, eileen, alice):
    address = f"/people/links/{make_link_token(eileen)}/"
    assert address in html_of(me.get(f"/people/{eileen.pk}/"))
    client.force_login(bob)
    assert client.get(address).url.startswith("/people/consent/?next=")
    agree(bob)
    assert "Linked" in html_of(client.post(address, follow=True))
    assert "Alice" in html_of(client.get("/people/me/"))
    client.post(f"/people/me/{eileen.pk}/leave/")
    assert not Person.objects.exists()


def test_the_number_of_queries_is_constant(me, alice, gallery, face, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(address):
        with CaptureQueriesContext(connection) as captured:
            assert me.get(address).status_code == 200
        return len(captured)

    anna = gallery(alice, "Anna", face(1))
    addresses = ["/people/", f"/people/{anna.pk}/", "/api/v1/people/", f"/api/v1/people/{anna.pk}/samples/", "/people/me/"]
    before = [count(address) for address in addresses]
    for number in range(8):
        gallery(alice, f"person {number}", face(2))
        gallery.add_sample(anna, face(1, 0.1, number))
    assert [count(address) for address in addresses] == before


def test_so_many_pictures_an_hour(me, eileen, picture, settings):
    def sent(page, *fields):
        return me.post(f"/people/{page}/", {field: photo(picture("astronaut")) for field in fields}).status_code

    settings.WRITE_LIMITS = {"faces": (3, 3600)}
    assert [sent("identify", "image"), sent("verify", "first", "second"), sent("identify", "image")] == [200, 200, 429]
    assert sent(f"{eileen.pk}/photos", "photos") == 429
    assert not FaceSample.objects.exists()
