"""The board's page: pages forwards and backwards, filters, cursors from strangers."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.urls import reverse

from analysis.models import StyleAnalysis
from leaderboard.models import SharedResult

pytestmark = pytest.mark.django_db

BOARD = "/board/"


@pytest.fixture
def ten(alice, bob, put_on_board):
    """Ten results, best first, with ties."""
    scores = [0.9, 0.9, 0.8, 0.8, 0.8, 0.7, 0.6, 0.5, 0.5, 0.4]
    return [put_on_board(alice if place % 2 else bob, score=score, age=timedelta(hours=20 - place)) for place, score in enumerate(scores)]


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.context


def seen(context):
    return [(entry.rank, entry.result) for entry in context["entries"]]


def test_it_works(client, bob, ten):
    client.force_login(bob)
    context = page(client, BOARD)
    assert seen(context) == list(enumerate(ten, 1))
    assert context["next_url"] is context["previous_url"] is None
    assert context["own"].rank == 1
    html = client.get(BOARD).content.decode()
    for text in (ten[0].photo.url_thumb, ten[0].get_absolute_url(), 'href="/@alice/"', "90%", 'loading="lazy"', 'width="80"'):
        assert text in html


@pytest.mark.parametrize("limit", [1, 3, 4, 5, 9, 10])
def test_ranks_are_right_on_every_page_in_both_directions(client, ten, limit):
    wanted = list(enumerate(ten, 1))
    pages, address = [], f"{BOARD}?limit={limit}"
    while address:
        pages.append(page(client, address))
        address = pages[-1]["next_url"]
    assert [entry for context in pages for entry in seen(context)] == wanted

    back, address = [], pages[-1]["previous_url"]
    while address:
        context = page(client, address)
        back = seen(context) + back
        address = context["previous_url"]
    assert back == wanted[: len(wanted) - len(seen(pages[-1]))]


def test_turning_back_and_forth_meets_the_same_page(client, ten):
    second = page(client, page(client, f"{BOARD}?limit=3")["next_url"])
    third = page(client, second["next_url"])
    again = page(client, third["previous_url"])
    assert seen(again) == seen(second)
    assert seen(page(client, again["next_url"])) == seen(third)
    assert page(client, again["previous_url"])["previous_url"] is None


def test_ranks_begin_with_one_again_when_results_came_in_between(client, alice, ten, put_on_board):
    second = page(client, page(client, f"{BOARD}?limit=3")["next_url"])
    newcomer = put_on_board(alice, score=0.95)
    first = page(client, second["previous_url"])
    assert [rank for rank, _ in seen(first)] == [2, 3, 4]
    assert seen(page(client, first["previous_url"])) == [(1, newcomer)]


def test_behind_a_cursor_whose_results_are_gone_there_is_a_way_back(client, ten):
    next_url = page(client, f"{BOARD}?limit=8")["next_url"]
    SharedResult.objects.filter(score__lte=0.5).delete()
    context = page(client, next_url)
    assert context["entries"] == []
    assert seen(page(client, context["previous_url"])) == list(enumerate(ten[:7], 1))


def test_filters_narrow_the_board_and_its_ranks(client, alice, put_on_board):
    boho = put_on_board(alice, "boho", 0.5)
    put_on_board(alice, "formal", 0.9)
    put_on_board(alice, "boho", 0.8, age=timedelta(days=8))
    assert seen(page(client, f"{BOARD}?style=boho&period=week")) == [(1, boho)]
    assert len(seen(page(client, f"{BOARD}?style=boho&period=month"))) == 2
    assert len(seen(page(client, f"{BOARD}?period=all"))) == 3
    assert seen(page(client, f"{BOARD}?style=no-such-style")) == []
    html = client.get(f"{BOARD}?style=boho&period=week").content.decode()
    assert 'href="?style=boho&amp;period=month"' in html


@pytest.mark.parametrize("query", ["period=century", "style=%00", f"style={'x' * 61}", "style=%ED%A0%80%00"])
def test_nonsense_leads_to_the_plain_board(client, query):
    assert client.get(f"{BOARD}?{query}").url == BOARD


def forged(*values):
    return signing.dumps(values, salt="somewhere else")


@pytest.mark.parametrize(
    "cursor",
    ["x", "%00", "a:b:c", "cD0y", "x" * 5000, forged(False, 1, 0.5, "2026-01-01", "0" * 32), forged()],
    ids=["letter", "null", "colons", "base64", "long", "other-salt", "empty"],
)
def test_a_cursor_that_is_not_ours_leads_to_the_first_page(client, ten, cursor):
    assert client.get(f"{BOARD}?style=casual&cursor={cursor}").url == f"{BOARD}?style=casual&period=all&ranking=score"
    response = client.get(f"/api/v1/leaderboard/?cursor={cursor}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_changed_cursor_and_one_of_another_style_are_refused(client, ten):
    address = page(client, f"{BOARD}?limit=3&style=casual")["next_url"]
    page(client, address)
    assert client.get(address + "x").status_code == 302
    assert client.get(address.replace("style=casual", "style=boho")).status_code == 302
    assert client.get(address.replace("style=casual", "style=casual&period=week")).status_code == 302


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1000000"])
def test_odd_limits_are_harmless(client, ten, limit):
    assert len(seen(page(client, f"{BOARD}?limit={limit}"))) == 10


def test_nobody_takes_the_whole_board_at_once(client, alice, make_look):
    look = make_look(alice)
    looks = [copy(look) for _ in range(101)]
    for number, twin in enumerate(looks):
        twin.pk, twin.preset = uuid4(), str(number)
    StyleAnalysis.objects.bulk_create(looks)
    SharedResult.objects.bulk_create(SharedResult(analysis=look, owner=alice, label="casual", score=0.5) for look in looks)
    first = page(client, f"{BOARD}?limit=1000000")
    assert (len(seen(first)), len(seen(page(client, first["next_url"])))) == (100, 1)


@pytest.mark.parametrize("place", ["first", "later"])
def test_the_number_of_queries_is_constant(client, alice, bob, put_on_board, django_assert_num_queries, place):
    def address():
        return BOARD + "?limit=20" if place == "first" else page(client, BOARD + "?limit=2")["next_url"].replace("limit=2", "limit=20")

    client.force_login(alice)
    for _ in range(3):
        put_on_board(alice)
    for number in (0, 15):
        for _ in range(number):
            put_on_board(bob)
        target = address()
        with django_assert_num_queries(9):  # session, user, silences, the page, likes, bookmarks, one's own best, its rank, the bell
            client.get(target)
    client.logout()
    with django_assert_num_queries(1):
        client.get(BOARD)


def test_it_only_reads(client):
    assert client.post(reverse("leaderboard:board")).status_code == 405
