"""Shared with blurred faces: nobody but the owner is ever served the photo as it was."""

import json

import pytest
from django.core.files.storage import default_storage

from analysis import services as analysis_services
from analysis.models import Photo
from leaderboard import disguise_services, services
from leaderboard.models import SharedResult
from ml_models import face_detector, images

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(alice, make_look, portrait):
    """A look whose photo shows a face."""
    look = make_look(alice, "formal")
    picture = images.shrink(portrait(), 480)
    for file in (look.photo.file, look.photo.thumbnail):
        with default_storage.open(file.name, "wb") as opened:
            opened.write(images.encode_jpeg(picture))
    return look


@pytest.fixture
def result(alice, look):
    return services.share_result(user=alice, analysis=look, blur_faces=True)[0]


def shows_a_face(response) -> bool:
    assert response.status_code == 200
    return any(face.score > 0.8 for face in face_detector.detect(images.decode(response.content), min_score=0.8))


def addresses(client, result) -> list[str]:
    """Of every picture that is made of the photo."""
    photo = result.photo
    answer = client.get(f"/api/v1/shared-results/{result.pk}/").json()
    return [
        *(f"/photos/{photo.pk}/{size}.jpg" for size in ("full", "thumb", "shown")),
        answer["photo_url"],
        answer["thumbnail_url"],
        f"/board/{result.pk}/card-en.png",
    ]


def test_it_works(client, alice, bob, charlie, result):
    assert all(not shows_a_face(client.get(address)) for address in addresses(client, result))
    for person in (bob, charlie):
        client.force_login(person)
        assert all(not shows_a_face(client.get(address)) for address in addresses(client, result)[:3])
    client.force_login(alice)
    seen = [shows_a_face(client.get(address)) for address in addresses(client, result)[:3]]
    assert seen == [True, True, False]  # the owner has the photo, and sees what the others see


def test_published_only_after_a_look(client, alice, look):
    client.force_login(alice)
    form = {"caption": "shy", "blur_faces": "on", "anonymous": "on"}
    response = client.post(f"/looks/{look.pk}/share/", form)
    assert response.context["heads"] == 1
    assert not SharedResult.objects.exists()
    assert not shows_a_face(client.get(f"/photos/{look.photo_id}/blurred.jpg"))
    client.post(f"/looks/{look.pk}/share/", {**form, "seen": "on"})
    result = SharedResult.objects.get()
    assert (result.anonymous, result.photo.is_blurred, result.caption) == (True, True, "shy")


def test_the_preview_is_the_owners_alone(client, bob, charlie, result):
    for person in (bob, charlie):
        client.force_login(person)
        assert client.get(f"/photos/{result.photo.pk}/blurred.jpg").status_code == 404


def test_without_a_face_nothing_is_published_and_the_person_is_asked(client, alice, make_look):
    look = make_look(alice)
    client.force_login(alice)
    response = client.post(f"/looks/{look.pk}/share/", {"blur_faces": "on"})
    assert response.context["heads"] == 0
    answer = client.post("/api/v1/shared-results/", {"analysis": look.pk, "blur_faces": True}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_face")
    assert not SharedResult.objects.exists()
    assert not Photo.objects.get().is_public
    client.post(f"/looks/{look.pk}/share/", {})  # "share it as it is"
    assert not SharedResult.objects.get().photo.is_blurred


def test_blurred_and_back(client, alice, bob, look, django_capture_on_commit_callbacks):
    result, _ = services.share_result(user=alice, analysis=look)
    address = f"/api/v1/shared-results/{result.pk}/"
    client.force_login(bob)
    assert shows_a_face(client.get(result.photo.url_full))
    assert client.patch(address, json.dumps({"blur_faces": True}), "application/json").status_code == 404
    client.force_login(alice)
    assert client.patch(address, json.dumps({"blur_faces": True}), "application/json").json()["faces_blurred"] is True
    copies = [Photo.objects.get().blurred_file.name, Photo.objects.get().blurred_thumbnail.name]
    client.force_login(bob)
    assert not shows_a_face(client.get(result.photo.url_full))
    with django_capture_on_commit_callbacks(execute=True):
        client.force_login(alice)
        client.post(f"/board/{result.pk}/disguise/", {})
    assert not any(default_storage.exists(name) for name in copies)
    client.force_login(bob)
    assert shows_a_face(client.get(result.photo.url_full))


def test_shared_anew_without_blur_it_is_as_it_was(alice, look, result):
    services.unshare_result(user=alice, result=result)
    services.share_result(user=alice, analysis=look)
    assert not Photo.objects.get().is_blurred


def test_the_copies_go_with_the_photo(alice, result, django_capture_on_commit_callbacks):
    photo = Photo.objects.get()
    names = Photo.objects.all().file_names()
    assert len(names) == 4
    with django_capture_on_commit_callbacks(execute=True):
        analysis_services.delete_photo(photo=photo)
    assert not any(default_storage.exists(name) for name in names)


def test_what_is_not_taken_is_not_kept(alice, look, monkeypatch):
    """Whatever stops the sharing, the files made for it go."""

    def fail(*args, **kwargs):
        raise RuntimeError("stop")

    before = set(default_storage.listdir("photos")[0])
    monkeypatch.setattr(disguise_services, "dress", fail)
    with pytest.raises(RuntimeError):
        services.share_result(user=alice, analysis=look, blur_faces=True)
    made = set(default_storage.listdir("photos")[0]) - before
    assert not any(default_storage.listdir(f"photos/{folder}")[1] for folder in made)
