"""The pages as they work without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from analysis import eva, styles
from analysis.models import Photo, StyleAnalysis

pytestmark = pytest.mark.django_db


def upload(client, data, follow=False):
    return client.post("/", {"image": SimpleUploadedFile("photo.jpg", data)}, follow=follow)


def test_it_works(client, alice, picture):
    client.force_login(alice)
    response = upload(client, picture("grace_hopper"), follow=True)
    look = StyleAnalysis.objects.get()

    assert response.redirect_chain[0][0] == look.get_absolute_url()
    html = response.content.decode()
    assert str(look.style.name) in html
    assert look.opening.replace("'", "&#x27;") in html
    assert look.top[0]["heatmap_url"] in html


def test_a_stranger_meets_eva_and_every_style(client):
    html = client.get("/").content.decode()
    for style in styles.STYLES:
        assert str(style.name) in html
    assert 'href="/signup/"' in html


def test_a_stranger_uploads_nothing(client, picture):
    assert upload(client, picture("astronaut")).status_code == 200
    assert not Photo.objects.exists()


@pytest.mark.parametrize(("data", "words"), [(b"", "empty"), (b"GIF89a", "not a picture"), (b"\x89PNG\r\n\x1a\n", "picture")])
def test_a_bad_file_is_told_beside_the_field(client, alice, data, words):
    client.force_login(alice)
    response = upload(client, data)

    assert words in str(response.context["form"].errors["image"])
    assert not Photo.objects.exists()


@pytest.mark.parametrize("name", ["page", "coffee", "rocket"])
def test_where_nobody_is_eva_says_so(client, alice, picture, name):
    client.force_login(alice)
    upload(client, picture(name))
    look = StyleAnalysis.objects.get()

    assert look.verdict == "no_outfit"
    assert look.opening in client.get(look.get_absolute_url()).content.decode().replace("&#x27;", "'")


def test_where_she_is_unsure_no_distance_is_told_but_the_numbers(client, alice, make_look):
    """She is unsure of a style below a share of its own, however far behind the second is."""
    client.force_login(alice)
    page = client.get(make_look(alice, score=0.5, verdict="unsure").get_absolute_url()).text
    assert "Between Casual and" in page
    assert "By the tape" in page
    assert "close</h2>" not in page


def test_my_looks_lists_mine_newest_first_at_a_constant_cost(client, alice, bob, make_look, django_assert_max_num_queries):
    mine = [make_look(alice) for _ in range(30)]
    make_look(bob)
    client.force_login(alice)
    with django_assert_max_num_queries(4):
        page = client.get("/looks/")

    assert [look.pk for look in page.context["looks"]] == [look.pk for look in reversed(mine)][:24]
    following = client.get(page.context["next_url"])
    assert [look.pk for look in following.context["looks"]] == [look.pk for look in reversed(mine)][24:]


def test_my_looks_welcomes_who_has_none(client, alice):
    client.force_login(alice)
    assert client.get("/looks/").status_code == 200
    assert client.get("/looks/?cursor=broken").url == "/looks/"


def test_every_style_has_words():
    for style in styles.STYLES:
        assert style.description
        assert len(style.tips) == 3
    assert styles.get("rock_chic").name == "Rock chic"


def test_what_eva_says_follows_what_she_saw():
    assert eva.region_sentence(["torso", "waist"]) == "Mostly the top, then the waist."
    assert [eva.region_sentence([region]) for region in ("head", "feet")] == [
        "Mostly the hair and what is on it.",
        "Mostly the shoes.",
    ]
    assert eva.region_sentence([]) == ""
    assert "between Alt and Boho" in eva.opening("unsure", "", ["Alt", "Boho", "Formal"], 0.4)
    assert "call this Alt" in eva.opening("sure", "", ["Alt", "Boho"], 0.84)
    assert "that's Alt" in eva.opening("sure", "", ["Alt", "Boho"], 0.85)
    assert "nobody" in eva.opening("no_outfit", "no_person", ["Alt"], 0.9)
    assert "face" in eva.opening("no_outfit", "face_only", ["Alt"], 0.9)


def test_the_three_best_are_told_in_percent(alice, make_look):
    look = make_look(alice, probabilities={"casual": 0.055, "formal": 0.8, "boho": 0.144, "alt": 0.001}, label="formal")
    assert [(entry["style"].key, entry["percent"]) for entry in look.top] == [("formal", 80), ("boho", 14), ("casual", 6)]
    assert look.percent == 80


def test_a_page_of_the_api_has_a_hundred_at_most(client, alice, make_look):
    photo = make_look(alice).photo
    names, sizes = (
        {"file": photo.file.name, "thumbnail": photo.thumbnail.name},
        dict.fromkeys(("width", "height", "thumb_width", "thumb_height"), 9),
    )
    Photo.objects.bulk_create(Photo(owner=alice, digest=f"{number:064}", **names, **sizes) for number in range(105))
    client.force_login(alice)
    assert [len(client.get(f"/api/v1/photos/?limit={limit}").json()["results"]) for limit in (3, 100, 5000)] == [3, 100, 100]
