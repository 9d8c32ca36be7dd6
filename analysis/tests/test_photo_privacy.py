import io

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from accounts.services import create_token, delete_account
from analysis import services
from analysis.models import Photo, StyleAnalysis

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(alice, picture):
    return services.read_style(owner=alice, data=picture("astronaut"))


def addresses(look):
    return [look.photo.url_full, look.photo.url_thumb, look.top[0]["heatmap_url"]]


def test_it_works(client, alice, look):
    client.force_login(alice)
    for address in addresses(look):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get(look.get_absolute_url()).status_code == 200


def test_a_program_opens_what_the_api_tells_it(client, alice, bob, look):
    _, hers = create_token(owner=alice, name="camera")
    _, his = create_token(owner=bob, name="camera")
    for address in addresses(look):
        assert client.get(address, headers={"authorization": f"Token {hers}"}).status_code == 200
        for other in (f"Token {his}", "Token eva_unknown", "Token", "Basic eva"):
            assert client.get(address, headers={"authorization": other}).status_code == 404


def test_a_token_that_does_not_hold_is_nobody_even_with_a_session(client, alice, look):
    client.force_login(alice)
    assert client.get(look.photo.url_full, headers={"authorization": "Token eva_unknown"}).status_code == 404


def test_others_cannot_tell_that_it_exists(client, bob, look):
    client.force_login(bob)
    for address in [*addresses(look), look.get_absolute_url(), f"/api/v1/photos/{look.photo_id}/", f"/api/v1/style-analyses/{look.pk}/"]:
        assert client.get(address).status_code == 404
    assert client.post(reverse("analysis:look-delete", args=[look.pk])).status_code == 404
    assert client.delete(f"/api/v1/photos/{look.photo_id}/").status_code == 404
    assert client.delete(f"/api/v1/style-analyses/{look.pk}/").status_code == 404
    assert StyleAnalysis.objects.count() == 1


def test_strangers_see_nothing(client, look):
    for address in addresses(look):
        assert client.get(address).status_code == 404
    assert client.get(look.get_absolute_url()).url.startswith("/login/")
    assert client.get("/api/v1/photos/").status_code == 401


def test_staff_may_look(client, charlie, look):
    client.force_login(charlie)
    for address in addresses(look):
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" not in response["Cache-Control"]


def test_a_public_photo_is_seen_by_everyone_but_not_kept_for_ever(client, look):
    Photo.objects.update(is_public=True)
    for address in addresses(look):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, max-age=3600"


def test_files_lie_under_random_names_and_carry_no_metadata(look):
    photo = look.photo
    assert "astronaut" not in photo.file.name
    with photo.file.open() as file, Image.open(io.BytesIO(file.read())) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert picture.size == (photo.width, photo.height)
    with photo.thumbnail.open() as file, Image.open(io.BytesIO(file.read())) as picture:
        assert picture.size == (photo.thumb_width, photo.thumb_height)
        assert max(picture.size) <= services.THUMBNAIL_SIDE


def test_the_overlay_has_the_photos_aspect_and_transparency(client, alice, look):
    client.force_login(alice)
    with Image.open(io.BytesIO(client.get(look.top[0]["heatmap_url"]).content)) as overlay:
        assert overlay.mode == "RGBA"
        assert overlay.width / overlay.height == pytest.approx(look.photo.width / look.photo.height, rel=0.01)
        assert overlay.getextrema()[3][1] > 100


def test_each_of_the_three_has_its_own_map(client, alice, look):
    maps = np.zeros((9, 6, 3), np.uint8)
    for place in range(3):
        maps[1 + 3 * place, :, place] = 255
    photo = look.photo
    StyleAnalysis.objects.update(maps=maps.tobytes(), map_rows=9, map_box=[0, 0, photo.width, photo.height])
    client.force_login(alice)
    for place, entry in enumerate(look.top):
        with Image.open(io.BytesIO(client.get(entry["heatmap_url"]).content)) as overlay:
            alpha = np.asarray(overlay)[:, :, 3].sum(axis=1)
        assert alpha.argmax() / len(alpha) == pytest.approx((1.5 + 3 * place) / 9, abs=0.03)


def test_there_are_maps_of_the_three_best_only(client, alice, look):
    client.force_login(alice)
    worst = min(look.probabilities, key=look.probabilities.get)
    assert client.get(reverse("analysis:heatmap", args=[look.pk, worst])).status_code == 404
    assert client.get(reverse("analysis:heatmap", args=[look.pk, "nonsense"])).status_code == 404


def test_deleting_a_look_deletes_its_files(client, alice, look, django_capture_on_commit_callbacks):
    names = Photo.objects.file_names()
    client.force_login(alice)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("analysis:look-delete", args=[look.pk])).url == reverse("analysis:looks")

    assert not any(default_storage.exists(name) for name in names)
    assert not Photo.objects.exists()
    assert not StyleAnalysis.objects.exists()


def test_deleting_takes_a_post(client, alice, look):
    client.force_login(alice)
    assert client.get(reverse("analysis:look-delete", args=[look.pk])).status_code == 405
    assert Photo.objects.count() == 1


def test_the_api_deletes_a_reading_or_the_whole_photo(client, alice, look):
    client.force_login(alice)
    assert client.delete(f"/api/v1/style-analyses/{look.pk}/").status_code == 204
    assert Photo.objects.count() == 1
    assert client.delete(f"/api/v1/photos/{look.photo_id}/").status_code == 204
    assert Photo.objects.count() == 0


def test_a_photo_whose_readings_go_is_private_again(look):
    Photo.objects.update(is_public=True)
    services.delete_analyses(analyses=StyleAnalysis.objects.all())
    assert not Photo.objects.get().is_public


def test_an_account_takes_its_photos_with_it(alice, look, django_capture_on_commit_callbacks):
    names = Photo.objects.file_names()
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(user=alice)
    assert names
    assert not any(default_storage.exists(name) for name in names)
    assert not StyleAnalysis.objects.exists()


def test_a_file_that_is_gone_is_not_found(client, alice, look):
    default_storage.delete(look.photo.file.name)
    client.force_login(alice)
    for address in (look.photo.url_full, reverse("analysis:photo-blurred", args=[look.photo_id])):
        assert client.get(address).status_code == 404


def test_odd_sizes_are_not_found(client, alice, look):
    client.force_login(alice)
    assert client.get(f"/photos/{look.photo_id}/huge.jpg").status_code == 404
