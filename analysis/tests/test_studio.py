"""The pages as they work without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from analysis import styles
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
