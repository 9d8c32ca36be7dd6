"""The battles' pages and API: blind before the choice, open after it, nobody else's business."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from leaderboard import battle_services, battle_tokens
from leaderboard.battle_tokens import Pair
from leaderboard.models import BattleVote, SharedResult

pytestmark = pytest.mark.django_db

PAGE, API = "/battles/", "/api/v1/battles/"


@pytest.fixture
def alice(make_person):
    return make_person("alice", date_joined=timezone.now() - timedelta(days=500))


@pytest.fixture
def looks(make_person, put_on_board):
    fields = {"caption": "worn with pride", "rating_bound": 12.5, "battle_count": 9}
    return [put_on_board(make_person(name), "boho", 0.83, **fields) for name in ("dora", "emil")]


def shown(client, query=""):
    html = client.get(PAGE + query).content.decode()
    return html, re.search(r'name="token" value="([^"]+)"', html)[1]


def test_it_works(client, alice, looks):
    client.force_login(alice)
    html, token = shown(client, "?style=boho")
    assert "Which is more Boho?" in html
    page = client.post(f"{PAGE}?style=boho", {"token": token, "choice": "left"}, follow=True)
    vote = BattleVote.objects.get()
    assert vote.winner == battle_tokens.unseal(alice, token).left
    html = page.content.decode()
    assert "You are the first to say" in html
    assert "@dora" in html
    assert "@emil" in html
    assert html.index(SharedResult.objects.get(pk=vote.winner).get_absolute_url()) < html.index("Next pair")
    assert "Not a pair left" in client.get(PAGE).content.decode()


def test_the_pair_is_blind(client, alice, looks):
    client.force_login(alice)
    html, token = shown(client)
    pictures = [client.get(address) for address in re.findall(r'src="(/battles/[^"]+\.jpg)"', html)]
    assert [(response.status_code, response["Content-Type"]) for response in pictures] == [(200, "image/jpeg")] * 2
    assert all("private" in response["Cache-Control"] for response in pictures)
    texts = [html, token, client.get(f"{API}next/").content.decode(), *(str(response.headers) for response in pictures)]
    for look in looks:
        for secret in (look.pk, look.pk.hex, look.analysis_id, look.photo.pk, look.photo.file.name, look.owner.username, look.owner.name):
            assert not [text for text in texts if str(secret) in text]
    assert not [text for text in texts if "worn with pride" in text or "83%" in text]


def test_nobody_elses(client, alice, bob, charlie, looks):
    client.force_login(alice)
    html, token = shown(client)
    picture = re.search(r'src="(/battles/[^"]+\.jpg)"', html)[1]
    vote = battle_services.cast_vote(user=alice, pair=Pair(looks[0].pk, looks[1].pk), winner=looks[0].pk)
    for person in (bob, charlie):
        client.force_login(person)
        assert client.get(picture).status_code == 404
        assert client.get(f"{PAGE}votes/{vote.pk}/").status_code == 404
        assert client.post(API, {"token": token, "choice": "left"}).json()["code"] == "bad_token"
        assert "waited too long" in client.post(PAGE, {"token": token, "choice": "left"}, follow=True).content.decode()
    client.logout()
    assert client.get(picture).status_code == 302
    assert client.get(f"{PAGE}votes/{vote.pk}/").status_code == 302
    assert "Sign in and judge" in client.get(PAGE).content.decode()
    assert "Sign in and judge" in client.post(PAGE, {"token": token, "choice": "left"}).content.decode()
    assert client.post(API, {"token": token, "choice": "left"}).status_code == 401
    assert client.get(f"{API}next/").status_code == 401
    assert BattleVote.objects.count() == 1


def test_the_api(client, alice, bob, looks):
    battle_services.cast_vote(user=bob, pair=Pair(looks[0].pk, looks[1].pk), winner=looks[0].pk)
    client.force_login(alice)
    battle = client.get(f"{API}next/?style=boho").json()
    assert set(battle) == {"token", "style", "style_name", "left_url", "right_url"}
    answer = client.post(API, {"token": battle["token"], "choice": "right"})
    body, pair = answer.json(), battle_tokens.unseal(alice, battle["token"])
    assert answer.status_code == 201
    assert [side["result"]["id"] for side in body["sides"]] == [str(pair.left), str(pair.right)]
    assert [side["is_winner"] for side in body["sides"]] == [False, True]
    assert (body["others"], body["agreed_percent"]) == (1, 100 if pair.right == looks[0].pk else 0)
    assert client.post(API, {"token": battle["token"], "choice": "left"}).json() == body  # what was said stands
    assert client.get(f"{API}next/").status_code == 204
    for values in ({"token": "x", "choice": "left"}, {"token": battle["token"], "choice": "both"}, {}):
        assert client.post(API, values).status_code == 400
    assert client.get(f"{API}next/?style=nonsense").status_code == 400


def test_a_skip_leads_to_another_pair(client, alice, looks, make_person, put_on_board):
    put_on_board(make_person("fay"), "boho")
    client.force_login(alice)
    _html, token = shown(client)
    response = client.post(PAGE, {"token": token, "choice": "skip"})
    assert response.url == PAGE
    assert shown(client)[1] != token
    vote = BattleVote.objects.get()
    assert vote.winner is None
    assert client.get(f"{PAGE}votes/{vote.pk}/").status_code == 404


def test_trouble_is_explained(client, alice, looks, settings):
    client.force_login(alice)
    _html, token = shown(client)
    assert "waited too long" in client.post(PAGE, {"token": token, "choice": "both"}, follow=True).content.decode()
    settings.WRITE_LIMITS = {"vote": (0, 60)}
    assert "a lot at once" in client.post(PAGE, {"token": token, "choice": "left"}, follow=True).content.decode()
    assert client.post(API, {"token": token, "choice": "left"}).status_code == 429
    settings.WRITE_LIMITS = {}
    SharedResult.objects.filter(pk=looks[0].pk).update(hidden=True)
    assert "left the board" in client.post(PAGE, {"token": token, "choice": "left"}, follow=True).content.decode()
    assert client.post(API, {"token": token, "choice": "left"}).json()["code"] == "gone"
    assert not BattleVote.objects.exists()


def test_after_the_choice_anonymous_looks_stay_nameless_and_gone_ones_gone(client, alice, looks, put_on_board, make_person):
    nameless = put_on_board(make_person("gil"), "boho", anonymous=True)
    votes = [battle_services.cast_vote(user=alice, pair=Pair(nameless.pk, look.pk), winner=nameless.pk) for look in looks]
    looks[1].delete()
    client.force_login(alice)
    pages = [client.get(f"{PAGE}votes/{vote.pk}/").content.decode() for vote in votes]
    assert all("@gil" not in html and "Gil" not in html and "Anonymous" in html for html in pages)
    assert "has left the board" in pages[1]
