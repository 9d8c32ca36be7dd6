"""Portraits made up by the API and the page, through the real networks."""

import io

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.services import delete_account
from analysis import services
from analysis.models import Beautification, Photo
from ml_models import images
from ml_models.effects.looks import LOOKS

URL, PREVIEW = "/api/v1/beautifications/", "/api/v1/beautifications/preview/"
LOOK = list(LOOKS)[2]  # one that is seen
pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client, alice):
    client.force_login(alice)
    return client


def image(data, name="portrait.jpg"):
    return SimpleUploadedFile(name, data)


def send(client, data, url=URL, **wish):
    return client.post(url, {"image": image(data), **({} if "reference" in wish else {"look": LOOK}), **wish})


def pixels(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return images.decode(response.content)


def source_type(jpeg):
    return b"compositeWithTrainedAlgorithmicMedia" in Image.open(io.BytesIO(jpeg)).info.get("xmp", b"")


def test_it_works(me, alice, picture):
    answer = send(me, picture("astronaut"), strength=0.8).json()

    made = Beautification.objects.get()
    assert (made.photo.owner, made.look, made.strength) == (alice, LOOK, 0.8)
    assert answer["ai_edited"]
    assert answer["parts"] == ["lips", "eyes", "skin"]
    (face,) = answer["faces"]
    assert face["made_up"]
    after = pixels(me, answer["after_url"])
    bare = images.decode(images.encode_jpeg(images.decode(picture("astronaut")), 92))  # the same file without make-up
    box = {side: int(value) for side, value in face["box"].items()}
    inside = np.s_[box["y"] : box["y"] + box["height"], box["x"] : box["x"] + box["width"]]
    change = np.abs(after.astype(int) - bare)
    assert change[inside].mean() > 1
    assert change[300:].max() == 0  # the spacesuit
    assert pixels(me, answer["before_url"]).shape == after.shape
    assert me.get(answer["page_url"]).status_code == 200
    assert source_type(me.get(answer["after_url"]).content)


def test_a_kept_photo_by_its_id(me, alice, picture):
    photo = services.add_photo(owner=alice, data=picture("astronaut"))
    answer = me.post(URL, {"photo": str(photo.pk), "look": LOOK}).json()
    assert answer["photo"] == str(photo.pk)
    assert Photo.objects.count() == 1


def test_a_reference_portrait(me, picture):
    answer = send(me, picture("grace_hopper"), reference=image(picture("astronaut"))).json()
    assert answer["look"] == ""
    assert answer["reference"] == str(Photo.objects.exclude(pk=answer["photo"]).get().pk)


def test_full_resolution_is_kept(me, picture):
    large = np.kron(images.decode(picture("astronaut")), np.ones((5, 5, 1), np.uint8))
    answer = send(me, images.encode_jpeg(large)).json()
    assert (answer["width"], answer["height"]) == (2560, 2560)


def test_nothing_of_a_preview_is_kept(me, picture, settings):
    def files():
        return [path for path in (settings.DATA_DIR / "media").rglob("*") if path.is_file()]

    before = files()
    response = send(me, picture("astronaut"), PREVIEW, max_side=256)
    assert response["Content-Type"] == "image/jpeg"
    assert source_type(response.content)
    assert max(images.decode(response.content).shape) == 256
    assert (files(), Photo.objects.count(), Beautification.objects.count()) == (before, 0, 0)


def test_strength_zero_changes_nothing_and_visible_words_do(me, picture):
    plain = images.decode(send(me, picture("astronaut"), PREVIEW, strength=0).content)
    wordy = images.decode(send(me, picture("astronaut"), PREVIEW, strength=0, mark=True).content)
    source = images.decode(images.encode_jpeg(images.decode(picture("astronaut")), 88))
    assert np.array_equal(plain, source)
    assert np.abs(wordy.astype(int) - plain)[-40:, -150:].max() > 60
    assert np.array_equal(wordy[:400], plain[:400])


def test_asked_twice_gives_the_same_bytes(me, picture):
    first, second = (send(me, picture("astronaut"), PREVIEW).content for _ in range(2))
    assert first == second


def test_parts_and_faces_are_chosen(me, group_photo):
    photo = images.encode_jpeg(group_photo[0][:1500, :2000])
    answer = send(me, photo, faces=[1], parts=["lips"]).json()
    assert [face["made_up"] for face in answer["faces"]].index(True) == 1
    assert sum(face["made_up"] for face in answer["faces"]) == 1
    assert answer["parts"] == ["lips"]


def test_a_face_that_is_not_there_is_not_made_up(me, picture):
    answer = send(me, picture("astronaut"), faces=[7])
    assert (answer.status_code, answer.json()["code"]) == (422, "no_face")
    assert "fewer faces" in answer.json()["detail"]
    assert not Beautification.objects.exists()


def test_no_face_says_in_which_image(me, picture):
    source = send(me, picture("coffee"))
    assert (source.status_code, source.json()["code"]) == (422, "no_face")
    assert "photo" in source.json()["detail"]
    reference = send(me, picture("astronaut"), reference=image(picture("coffee")))
    assert reference.status_code == 422
    assert "reference" in reference.json()["detail"]
    assert (Photo.objects.count(), Beautification.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "wish",
    [
        {"look": "no-such-look"},
        {"strength": 1.01},
        {"strength": "nan"},
        {"parts": ["hair"]},
        {"faces": [-1]},
        {"faces": [99]},
        {"look": ""},
    ],
)
def test_nonsense_is_refused(me, picture, wish):
    response = send(me, picture("astronaut"), **wish)
    assert response.status_code == 400
    assert response.json()["errors"]


def test_look_and_reference_exclude_each_other(me, picture):
    data = {"image": image(picture("astronaut")), "look": LOOK, "reference": image(picture("astronaut"))}
    assert me.post(URL, data).status_code == 400
    assert me.post(URL, {"image": image(picture("astronaut"))}).status_code == 400


def test_bad_images_leave_nothing_behind(me, picture):
    assert send(me, b"not an image").json()["code"] == "invalid_image"
    assert send(me, picture("astronaut"), reference=image(b"")).status_code == 400
    assert Photo.objects.count() == 0


def test_what_is_not_shared_is_its_owners_alone(me, client, bob, charlie, picture):
    answer = send(me, picture("astronaut")).json()
    pages = [answer["page_url"], answer["after_url"], answer["thumbnail_url"]]
    shared = reverse("analysis:beautification-share", args=[answer["id"]])
    delete = reverse("analysis:beautification-delete", args=[answer["id"]])
    for visitor in (bob, charlie, None):
        client.logout()
        if visitor:
            client.force_login(visitor)
        for page in pages:
            assert client.get(page).status_code == 404
        assert client.get(f"{URL}{answer['id']}/").status_code == (404 if visitor else 401)
        assert client.delete(f"{URL}{answer['id']}/").status_code == (404 if visitor else 401)
        for address in (shared, delete):
            assert client.post(address, {"shared": "1"}).status_code == (404 if visitor else 302)
    made = Beautification.objects.get()
    assert not made.is_shared


def test_a_shared_link_shows_the_result_and_never_the_photo(me, client, picture):
    answer = send(me, picture("astronaut")).json()
    me.post(reverse("analysis:beautification-share", args=[answer["id"]]), {"shared": "1"})
    client.logout()
    page = client.get(answer["page_url"])
    assert page.status_code == 200
    assert answer["before_url"] not in page.content.decode()
    assert client.get(answer["after_url"]).status_code == 200
    assert client.get(answer["before_url"]).status_code == 404


def test_deletion_takes_the_files_and_a_photo_of_no_other_use(me, picture, django_capture_on_commit_callbacks):
    answer = send(me, picture("astronaut")).json()
    names = [*Beautification.objects.file_names(), *Photo.objects.file_names()]
    assert all(default_storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        me.post(reverse("analysis:beautification-delete", args=[answer["id"]]))
    assert (Beautification.objects.count(), Photo.objects.count()) == (0, 0)
    assert not any(default_storage.exists(name) for name in names)


def test_the_photo_and_the_account_take_it_along(me, alice, picture, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(me, picture("astronaut"))
        names = Beautification.objects.file_names()
        services.delete_photo(photo=Photo.objects.get())
    assert not any(default_storage.exists(name) for name in names)
    send(me, picture("astronaut"))
    names = Beautification.objects.file_names()
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(user=alice)
    assert not any(default_storage.exists(name) for name in names)


def test_the_page_works_without_scripts(me, picture):
    response = me.post(reverse("analysis:beautify"), {"image": image(picture("astronaut")), "look": LOOK})
    assert response.url == Beautification.objects.get().get_absolute_url()
    nobody = me.post(reverse("analysis:beautify"), {"image": image(picture("coffee")), "look": LOOK})
    assert "no face" in nobody.content.decode()


def test_portraits_are_listed(me, picture):
    assert "No portraits yet" in me.get(reverse("analysis:portraits")).content.decode()
    answer = send(me, picture("astronaut")).json()
    assert answer["page_url"] in me.get(reverse("analysis:portraits")).content.decode()


@pytest.mark.parametrize(("left", "right", "below", "cut"), [(0, 0, 0, 50), (0, 900, 0, 0), (900, 0, 0, 100), (0, 0, 700, 0)])
def test_a_tile_shows_the_face(me, portrait, left, right, below, cut):
    """A picture far wider or higher than a tile is cut out where the face is."""
    scene = np.pad(portrait()[:500, 60:460], ((0, below), (left, right), (0, 0)), mode="edge")
    send(me, images.encode_jpeg(scene))
    assert Beautification.objects.get().cut == cut
    assert f'data-cut="{cut}"' in me.get(reverse("analysis:portraits")).content.decode()


def test_a_stranger_reads_what_it_is(client):
    assert client.get(reverse("analysis:beautify")).status_code == 200
    assert client.post(PREVIEW).status_code == 401
