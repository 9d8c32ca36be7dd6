"""REST calls for shared results and the leaderboard."""

import uuid
from datetime import timedelta

import pytest

from accounts import limits
from analysis.models import Photo
from leaderboard import services
from leaderboard.models import SharedResult

pytestmark = pytest.mark.django_db

SHARED = "/api/v1/shared-results/"
BOARD = "/api/v1/leaderboard/"


@pytest.fixture
def look(alice, make_look):
    return make_look(alice, "boho", 0.75)


@pytest.fixture
def result(alice, look):
    return services.share_result(user=alice, analysis=look, caption="Sunday best")[0]


def send(client, method, address, **body):
    return getattr(client, method)(address, body, content_type="application/json")


def test_it_works(client, alice, look):
    client.force_login(alice)
    response = send(client, "post", SHARED, analysis=str(look.pk), caption=" Sunday  best ")
    assert response.status_code == 201
    body = response.json()
    assert body == {
        "id": str(SharedResult.objects.get().pk),
        "analysis": str(look.pk),
        "owner": "alice",
        "owner_name": "Alice",
        "style": "boho",
        "style_name": "Boho",
        "score": 0.75,
        "caption": "Sunday best",
        "anonymous": False,
        "faces_blurred": False,
        "hidden": False,
        "like_count": 0,
        "comment_count": 0,
        "photo_url": look.photo.url_full,
        "thumbnail_url": look.photo.url_thumb,
        "page_url": f"/board/{body['id']}/",
        "created_at": body["created_at"],
    }
    client.logout()
    assert client.get(f"{SHARED}{body['id']}/").json() == body
    assert client.get(SHARED).json()["results"] == [body]
    assert client.get(BOARD).json() == {
        "next": None,
        "previous": None,
        "results": [{"rank": 1, "value": 0.75, "shown": "75%", "result": body}],
    }


def test_shared_again_it_is_answered_as_it_stands(client, alice, look, result):
    client.force_login(alice)
    response = send(client, "post", SHARED, analysis=str(look.pk), caption="another")
    assert (response.status_code, response.json()["id"], response.json()["caption"]) == (200, str(result.pk), "Sunday best")


def test_not_yours_reads_like_not_there(client, bob, look):
    client.force_login(bob)
    stranger, nobody = (send(client, "post", SHARED, analysis=str(pk)) for pk in (look.pk, uuid.uuid4()))
    assert stranger.status_code == nobody.status_code == 400
    assert stranger.content.replace(str(look.pk).encode(), b"") == nobody.content.replace(nobody.wsgi_request.body[14:50], b"")
    assert not Photo.objects.get().is_public


def test_no_outfit_is_a_problem_of_its_own(client, alice, make_look):
    client.force_login(alice)
    response = send(client, "post", SHARED, analysis=str(make_look(alice, verdict="no_outfit", reason="face_only").pk))
    assert (response.status_code, response.json()["code"]) == (422, "no_outfit")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [{}, {"analysis": "x"}, {"analysis": None}, {"analysis": ["x"]}])
def test_strange_bodies_are_refused(client, alice, body):
    client.force_login(alice)
    response = send(client, "post", SHARED, **body)
    assert (response.status_code, response.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("caption", ["x" * 201, "a\x00b", ["list"], None])
def test_captions_that_cannot_stand_are_refused(client, alice, look, result, caption):
    client.force_login(alice)
    response = send(client, "patch", f"{SHARED}{result.pk}/", caption=caption)
    assert response.status_code == 400
    assert "caption" in response.json()["errors"]
    assert SharedResult.objects.get().caption == "Sunday best"


def test_the_owner_edits_and_deletes(client, alice, result):
    client.force_login(alice)
    address = f"{SHARED}{result.pk}/"
    assert send(client, "patch", address, caption="Monday's").json()["caption"] == "Monday's"
    assert send(client, "put", address, caption="all of it").status_code == 405
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert not Photo.objects.get().is_public


def test_others_do_not(client, bob, charlie, result):
    address = f"{SHARED}{result.pk}/"
    assert send(client, "patch", address, caption="x").status_code == 401
    assert client.delete(address).status_code == 401
    assert send(client, "post", SHARED, analysis=str(result.analysis_id)).status_code == 401
    client.force_login(bob)
    assert send(client, "patch", address, caption="x").status_code == 404
    assert client.delete(address).status_code == 404
    client.force_login(charlie)
    assert send(client, "patch", address, caption="x").status_code == 404
    assert client.delete(address).status_code == 204


@pytest.mark.parametrize(("method", "body"), [("patch", {"caption": "x"}), ("patch", {"anonymous": True}), ("delete", {})])
def test_what_is_taken_down_in_the_same_moment_is_not_there(client, alice, result, monkeypatch, method, body):
    client.force_login(alice)
    # After the view has found it, while the service begins:
    monkeypatch.setattr(limits, "spend", lambda *, action, **_: action == "write" or SharedResult.objects.all().delete())
    response = send(client, method, f"{SHARED}{result.pk}/", **body)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_one_persons_results(client, bob, result, put_on_board):
    put_on_board(bob)
    assert [row["owner"] for row in client.get(f"{SHARED}?owner=ALICE").json()["results"]] == ["alice"]
    assert client.get(f"{SHARED}?owner=nobody").json()["results"] == []
    assert len(client.get(SHARED).json()["results"]) == 2
    assert client.get(f"{SHARED}?owner=%00").status_code == 400


def test_the_ranking_by_style_period_and_page(client, alice, put_on_board):
    for place in range(5):
        put_on_board(alice, "boho", 0.9 - place / 10)
    put_on_board(alice, "formal", 0.99)
    put_on_board(alice, "boho", 0.98, age=timedelta(days=40))
    ranks, address = [], f"{BOARD}?style=boho&period=month&limit=2"
    while address:
        body = client.get(address).json()
        ranks += [(row["rank"], round(row["result"]["score"], 1)) for row in body["results"]]
        address = body["next"]
    assert ranks == [(1, 0.9), (2, 0.8), (3, 0.7), (4, 0.6), (5, 0.5)]


@pytest.mark.parametrize("query", ["period=century", "style=%00", f"style={'x' * 61}"])
def test_a_filter_that_makes_no_sense_is_refused(client, query):
    response = client.get(f"{BOARD}?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid")


def test_the_number_of_queries_is_constant(client, alice, put_on_board, django_assert_num_queries):
    for number in (1, 15):
        for _ in range(number):
            put_on_board(alice)
        for address in (BOARD, SHARED):
            with django_assert_num_queries(1):
                client.get(address)
