"""Every ranking's order, pages, own lines and API; the feed of the people one follows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leaderboard import rankings, rising, wilson
from leaderboard.models import Follow, SharedResult, Silence
from leaderboard.serializers import BoardQuerySerializer

pytestmark = pytest.mark.django_db

BOARD, API = "/board/", "/api/v1/leaderboard/"
NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


@pytest.fixture
def nine(alice, bob, put_on_board):
    """Nine results, oldest first; each field but the score puts them in another order, with ties."""
    rows = []
    for number in range(9):
        fields = {"like_bound": number % 3 / 10, "rating_bound": number // 4 - 1.5, "battle_count": 5, "like_count": number}
        rows.append(put_on_board(alice if number % 2 else bob, "boho", 0.5 + number / 20, timedelta(hours=20 - number), **fields))
    return rows


def walk(client, address, key):
    """All entries, page by page."""
    entries = []
    while address:
        page = client.get(address)
        assert page.status_code == 200, address
        found = page.context if key == "page" else page.json()
        entries += [(entry.rank, entry.result.pk) for entry in found["entries"]] if key == "page" else found["results"]
        address = found["next_url"] if key == "page" else found["next"]
    return entries


@pytest.mark.parametrize("ranking", [ranking for ranking in rankings.RANKINGS if ranking.has_ranks], ids=lambda ranking: ranking.key)
def test_it_works(client, alice, nine, ranking):
    wanted = sorted(SharedResult.objects.all(), key=lambda row: (-getattr(row, ranking.by), row.created_at))
    lines = [(rank, row.pk) for rank, row in enumerate(wanted, 1)]
    query = f"?ranking={ranking.key}&period=week&style=boho&limit=4"
    assert walk(client, BOARD + query, "page") == lines
    entries = walk(client, API + query, "json")
    assert [(entry["rank"], entry["result"]["id"]) for entry in entries] == [(rank, str(pk)) for rank, pk in lines]
    assert [entry["value"] for entry in entries] == [getattr(row, ranking.by) for row in wanted]

    client.force_login(alice)
    own = next(rank for rank, row in enumerate(wanted, 1) if row.owner == alice)
    assert client.get(BOARD + query).context["own"].rank == own
    near = client.get(reverse("leaderboard:near") + query)
    assert [(entry.rank, entry.result.pk) for entry in near.context["entries"]] == lines[max(0, own - 4) : own + 3]


def test_the_api_tells_of_every_ranking(monkeypatch):
    """Another one is a line in the table, here too."""
    monkeypatch.setattr(rankings, "RANKINGS", (*rankings.RANKINGS, replace(rankings.RANKINGS[0], key="newest", name="Newest")))
    told = str(BoardQuerySerializer().fields["ranking"].help_text)
    assert told.startswith("score (Eva's tape), likes (Likes)")
    assert told.endswith("newest (Newest)")


def test_a_cursor_belongs_to_its_ranking(client, nine):
    address = client.get(f"{BOARD}?limit=3&ranking=likes").context["next_url"]
    assert client.get(address).status_code == 200
    assert client.get(address.replace("ranking=likes", "ranking=battles")).status_code == 302
    assert client.get(f"{BOARD}?ranking=nonsense").url == BOARD
    assert client.get(f"{API}?ranking=nonsense").status_code == 400


def test_values_are_shown_in_words(client, nine):
    html = {key: client.get(f"{BOARD}?ranking={key}").content.decode() for key in ("likes", "battles", "rising")}
    assert "8 likes" in html["likes"]
    assert "1 like<" in html["likes"]
    assert "425 points" in html["battles"]
    assert "warmth 0.2" in html["rising"]


def test_own_lines_are_for_who_signed_in(client, bob):
    assert client.get(reverse("leaderboard:near")).url.startswith("/login/")
    client.force_login(bob)
    assert "You are not in this race yet" in client.get(reverse("leaderboard:near")).content.decode()


def test_the_feed_has_the_newest_of_whom_one_follows(client, alice, bob, charlie, make_person, put_on_board):
    people = [make_person(f"friend{number}") for number in range(5)]
    rows = [put_on_board(person, age=timedelta(hours=3 * number + hour)) for hour in range(3) for number, person in enumerate(people)]
    put_on_board(people[0], anonymous=True)
    put_on_board(people[0], hidden=True)
    put_on_board(bob)
    for person in people:
        Follow.objects.create(follower=alice, followed=person)
    muted = people.pop()
    Silence.objects.create(person=alice, other=muted, kind="mute")
    wanted = [row.pk for row in sorted(rows, key=lambda row: row.created_at, reverse=True) if row.owner != muted]

    client.force_login(alice)
    query = "?ranking=followed&limit=5"
    assert walk(client, BOARD + query, "page") == [(None, pk) for pk in wanted]
    # Fewer on a page than people: who has the nearest is asked for in both directions.
    page = client.get(BOARD + "?ranking=followed&limit=2")
    while page.context["next_url"]:
        page = client.get(page.context["next_url"])
    back = []
    while page.context["previous_url"]:
        page = client.get(page.context["previous_url"])
        back = [entry.result.pk for entry in page.context["entries"]] + back
    assert back == wanted[:10]
    assert walk(client, f"{BOARD}?ranking=followed&style=formal", "page") == []
    assert [entry["rank"] for entry in walk(client, API + query, "json")] == [None] * 12
    client.force_login(bob)
    assert "Quiet on this rail" in client.get(f"{BOARD}?ranking=followed").content.decode()


def test_a_stranger_follows_nobody(client):
    assert "/login/?next=" in client.get(f"{BOARD}?ranking=followed").content.decode()
    assert client.get(f"{API}?ranking=followed").status_code == 401


def test_the_lower_bound_trusts_many_more_than_few():
    assert wilson.lower_bound(0, 0) == wilson.lower_bound(0, 5) == 0
    assert wilson.lower_bound(1, 1) < wilson.lower_bound(60, 100) < wilson.lower_bound(90, 100) < 0.9
    assert wilson.lower_bound(90, 100) == pytest.approx(0.8256, abs=1e-4)
    with pytest.raises(ValueError, match="cannot"):
        wilson.lower_bound(2, 1)


def test_what_rises_halves_in_two_days_and_needs_no_touching():
    old, new = rising.added(0, NOON - rising.HALF_LIFE), rising.added(0, NOON)
    assert rising.strength(old, NOON) == pytest.approx(0.5)
    assert rising.strength(rising.added(old, NOON), NOON) == pytest.approx(1.5)
    assert rising.added(rising.added(0, NOON), NOON - rising.HALF_LIFE) == pytest.approx(rising.added(old, NOON))  # in any order
    assert rising.strength(rising.added(0, NOON, 0.25), NOON) == pytest.approx(0.25)
    assert rising.added(new, NOON, 0) == new
    with pytest.raises(ValueError, match="below 0"):
        rising.added(new, NOON, -1)


def test_what_is_taken_back_was_never_there():
    shared_at = NOON - timedelta(days=3)
    begin = rising.start(shared_at)
    assert rising.removed(rising.added(begin, NOON, 0.4), NOON, 0.4, shared_at=shared_at) == pytest.approx(begin)
    ancient = NOON - timedelta(days=900)
    assert rising.removed(rising.added(rising.start(ancient), NOON), NOON, shared_at=ancient) == rising.start(ancient)
    assert rising.removed(begin, NOON, 0, shared_at=shared_at) == begin


def test_sharing_begins_to_rise(alice, make_look):
    from leaderboard.services import share_result

    result, _is_new = share_result(user=alice, analysis=make_look(alice))
    assert rising.strength(result.rising, timezone.now()) == pytest.approx(rising.SHARED, rel=1e-3)
