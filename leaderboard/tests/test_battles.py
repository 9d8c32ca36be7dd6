"""Battles: who is shown what, what a vote changes, and who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import limits
from accounts.refused import Refused
from leaderboard import battle_services, battle_tokens
from leaderboard.battle_pool import RowPool
from leaderboard.battle_tokens import Pair
from leaderboard.models import BattleVote, SharedResult, Silence

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(make_person):
    """Three who share looks, and an old account that judges."""
    return [
        make_person(name, date_joined=timezone.now() - timedelta(days=90 * number))
        for number, name in enumerate(["dora", "emil", "fay"], 1)
    ]


@pytest.fixture
def alice(make_person):
    return make_person("alice", date_joined=timezone.now() - timedelta(days=500))


@pytest.fixture
def looks(people, put_on_board):
    return [put_on_board(person, "boho") for person in people]


def vote(user, winner, loser):
    return battle_services.cast_vote(user=user, pair=Pair(winner.pk, loser.pk), winner=winner.pk)


def fresh(look):
    look.refresh_from_db()
    return look


def test_it_works(alice, looks):
    battle = battle_services.next_pair(user=alice, label="boho")
    assert {battle.left, battle.right} < set(looks)
    pair = battle_tokens.unseal(alice, battle.token)
    found = battle_services.cast_vote(user=alice, pair=pair, winner=pair.left)
    winner, loser = fresh(battle.left), fresh(battle.right)
    assert (found.winner, found.weight, found.reason, found.label) == (winner.pk, 1, "", "boho")
    assert winner.rating_mean > 25 > loser.rating_mean
    assert winner.rating_deviation == loser.rating_deviation < 25 / 3
    assert winner.rating_bound == winner.rating_mean - 3 * winner.rating_deviation
    assert winner.battle_count == loser.battle_count == 1
    assert loser.rising < winner.rising


def test_a_pair_stays_until_it_is_judged(alice, looks):
    first = battle_services.next_pair(user=alice)
    assert {battle_services.next_pair(user=alice).token for _ in range(5)} == {first.token}
    battle_services.cast_vote(user=alice, pair=battle_tokens.unseal(alice, first.token), winner=None)
    second = battle_services.next_pair(user=alice)
    assert {second.left.pk, second.right.pk} != {first.left.pk, first.right.pk}


@pytest.mark.parametrize("change", ["hidden", "mute", "block"])
def test_what_is_out_of_sight_or_silenced_meanwhile_is_in_no_battle(alice, looks, change):
    token = battle_services.next_pair(user=alice).token
    for look in looks[1:]:
        if change == "hidden":
            SharedResult.objects.filter(pk=look.pk).update(hidden=True)
        else:
            Silence.objects.create(person=alice, other=look.owner, kind=change)
    assert battle_services.open_battle(user=alice, token=token) is None
    assert not {look.pk for look in looks[1:]} & {look.id for look in RowPool(alice, "boho").uncertain(9)}
    assert battle_services.next_pair(user=alice) is None


def test_there_is_an_end(alice, looks):
    for _ in range(3):
        battle = battle_services.next_pair(user=alice)
        battle_services.cast_vote(user=alice, pair=battle_tokens.unseal(alice, battle.token), winner=battle.left.pk)
    assert BattleVote.objects.values("low", "high").distinct().count() == 3
    assert battle_services.next_pair(user=alice) is None
    assert battle_services.next_pair(user=alice, label="boho") is None


def test_ones_own_hidden_silenced_and_lonely_looks_are_not_shown(alice, people, looks, put_on_board):
    put_on_board(alice, "boho")
    put_on_board(people[0], "formal")
    put_on_board(people[0], "formal")
    assert battle_services.next_pair(user=alice, label="formal") is None  # one person's against their own
    Silence.objects.create(person=alice, other=people[0], kind="mute")
    SharedResult.objects.filter(pk=looks[1].pk).update(hidden=True)
    assert battle_services.next_pair(user=alice) is None


def test_a_skip_is_kept_and_moves_nothing(alice, looks):
    found = battle_services.cast_vote(user=alice, pair=Pair(looks[0].pk, looks[1].pk), winner=None)
    assert (found.winner, found.weight) == (None, 1)
    assert fresh(looks[0]).battle_count == 0
    assert vote(alice, looks[0], looks[1]) == found  # what was said stands


def test_what_was_said_once_stands(alice, looks):
    first = vote(alice, looks[0], looks[1])
    assert vote(alice, looks[1], looks[0]) == first
    assert fresh(looks[0]).battle_count == 1
    assert BattleVote.objects.get().winner == looks[0].pk


def test_who_left_the_board_is_no_longer_judged(alice, looks, put_on_board):
    own = put_on_board(alice, "boho")
    SharedResult.objects.filter(pk=looks[0].pk).update(hidden=True)
    gone = looks[1].pk
    looks[1].delete()
    for left, right in ((looks[0].pk, looks[2].pk), (gone, looks[2].pk), (own.pk, looks[2].pk)):
        with pytest.raises(Refused):
            battle_services.cast_vote(user=alice, pair=Pair(left, right), winner=right)
    with pytest.raises(ValueError, match="not of the pair"):
        battle_services.cast_vote(user=alice, pair=Pair(gone, looks[2].pk), winner=own.pk)
    assert not BattleVote.objects.exists()


@pytest.mark.parametrize("action", ["vote", "vote_day"])
def test_votes_have_limits(settings, alice, looks, action):
    settings.WRITE_LIMITS = {action: (1, 60)}
    vote(alice, looks[0], looks[1])
    with pytest.raises(limits.TooOften):
        vote(alice, looks[0], looks[2])
    assert BattleVote.objects.count() == 1


def test_a_token_is_its_voters_and_tells_nothing(alice, bob, looks, monkeypatch):
    token = battle_tokens.seal(alice, Pair(looks[0].pk, looks[1].pk, "boho"))
    assert battle_tokens.unseal(alice, token) == (looks[0].pk, looks[1].pk, "boho")
    assert token != battle_tokens.seal(alice, Pair(looks[0].pk, looks[1].pk, "boho"))
    for user, text in ((bob, token), (alice, token[:-2]), (alice, ""), (alice, "é"), (alice, token[:40] + "A" + token[41:])):
        with pytest.raises(battle_tokens.BadToken):
            battle_tokens.unseal(user, text)
    monkeypatch.setattr(battle_tokens, "LIFETIME_S", -1)
    with pytest.raises(battle_tokens.BadToken):
        battle_tokens.unseal(alice, token)


def test_the_secret_can_be_changed(settings, alice, looks):
    token = battle_tokens.seal(alice, Pair(looks[0].pk, looks[1].pk))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert battle_tokens.unseal(alice, token).left == looks[0].pk


def test_staff_read_the_log_and_cannot_change_it(client, alice, charlie, looks):
    found = vote(alice, looks[0], looks[1])
    client.force_login(charlie)
    rows = client.get("/admin/leaderboard/battlevote/?q=alice").content.decode()
    assert str(looks[0].pk)[:8] in rows
    address = f"/admin/leaderboard/battlevote/{found.pk}/"
    assert client.get(f"{address}change/").status_code == 200
    assert client.post(f"{address}change/", {"weight": 0}).status_code == 403
    assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/leaderboard/battlevote/add/").status_code == 403
    assert client.get("/admin/leaderboard/weekplace/").status_code == 200
    client.force_login(alice)
    assert client.get("/admin/leaderboard/battlevote/").status_code == 302
