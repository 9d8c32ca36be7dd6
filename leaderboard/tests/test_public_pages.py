"""The page of a shared result and a person's public profile."""

from base64 import b64encode
from urllib.parse import urlencode

import pytest

from leaderboard import services

pytestmark = pytest.mark.django_db

# A cursor is base64 of a query string; these two hold the ends of time, in zones where they lie beyond it.
FIRST_MOMENT = urlencode({"": b64encode(urlencode({"p": "0001-01-01T00:00:00+14:00"}).encode())})[1:]
LAST_MOMENT = urlencode({"": b64encode(urlencode({"p": "9999-12-31T23:59:59-14:00"}).encode())})[1:]


@pytest.fixture
def result(alice, make_look):
    return services.share_result(user=alice, analysis=make_look(alice, "boho", 0.75), caption="Sunday best")[0]


def test_it_works(client, result):
    response = client.get(result.get_absolute_url())
    html = response.content.decode()
    assert response.context["result"] == result
    assert response.context["is_owner"] is False
    for text in ("Sunday best", "Boho", "75%", "the top", 'href="/@alice/"'):
        assert text in html


def test_its_heat_maps_are_public_too(client, result):
    for entry in result.analysis.top:
        assert client.get(entry["heatmap_url"])["Content-Type"] == "image/png"


def test_the_owner_is_known(client, alice, result):
    client.force_login(alice)
    response = client.get(result.get_absolute_url())
    assert response.context["is_owner"] is True
    assert f'action="/board/{result.pk}/unshare/"' in response.content.decode()


def test_what_is_not_shared_is_not_there(client, alice, make_look):
    look = make_look(alice)
    assert client.get(f"/board/{look.pk}/").status_code == 404
    assert client.get("/board/not-an-id/").status_code == 404


def test_a_profile_lists_what_was_shared_newest_first(client, alice, make_look, result):
    make_look(alice)  # kept private
    newer, _ = services.share_result(user=alice, analysis=make_look(alice))
    context = client.get("/@alice/").context
    assert list(context["results"]) == [newer, result]
    assert context["person"] == alice
    assert context["is_me"] is False
    client.force_login(alice)
    assert client.get("/@alice/").context["is_me"] is True


def test_a_profile_has_one_address(client, alice):
    assert alice.get_absolute_url() == "/@alice/"
    assert client.get("/@ALICE/").url == "/@alice/"


@pytest.mark.parametrize("username", ["nobody", "a%00b", "%EF%BF%BD"])
def test_an_unknown_person_is_not_found(client, username):
    assert client.get(f"/@{username}/").status_code == 404


def test_a_profile_tells_no_email(client, alice):
    assert alice.email not in client.get("/@alice/").content.decode()


@pytest.mark.parametrize(
    "cursor", ["x", "cD1ub25zZW5zZQ==", "cD0lMDA=", "bz05OTk5OTk5OTk5OTk5", "cD0yMDI2LTAxLTAx", FIRST_MOMENT, LAST_MOMENT]
)
def test_a_strange_cursor_never_fails(client, alice, cursor):
    assert client.get(f"/@alice/?cursor={cursor}").status_code in {200, 302}
    assert client.get(f"/api/v1/shared-results/?cursor={cursor}").status_code in {200, 404}


def test_the_number_of_queries_is_constant(client, alice, make_look, result, django_assert_num_queries):
    for number in (0, 10):
        for _ in range(number):
            services.share_result(user=alice, analysis=make_look(alice))
        with django_assert_num_queries(4):
            client.get("/@alice/")
        with django_assert_num_queries(2):
            client.get(result.get_absolute_url())
