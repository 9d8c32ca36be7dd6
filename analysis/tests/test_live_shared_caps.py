"""Caps by person and by address that several processes share, through a real Redis."""

import asyncio
from types import SimpleNamespace

import pytest
from django.conf import settings

from accounts import redis_store
from analysis import live_sessions


@pytest.fixture(autouse=True)
def caps(monkeypatch, redis_url, settings):
    monkeypatch.setattr(redis_store, "_away_until", None)
    monkeypatch.setattr(live_sessions, "_open", live_sessions.Counter())
    monkeypatch.setattr(live_sessions, "_leases", set())
    settings.REDIS_URL = redis_url
    settings.LIVE_SESSIONS = {"all": 50, "anonymous": 50, "person": 3, "address": 2}
    known().flushall()
    return settings.LIVE_SESSIONS


def visitor(address="10.0.0.1"):
    return {"client": [address, 1], "headers": []}


def person(key=7):
    return {"user": SimpleNamespace(pk=key, is_authenticated=True)}


def enter(*scopes):
    """Streams that come one after the other; None for each that is not let in."""

    async def come():
        return [await live_sessions.enter(scope) for scope in scopes]

    return asyncio.run(come())


def elsewhere(key, *members, lease_s=30):
    """Streams of another process."""
    now = known().time()[0]
    known().zadd(key, dict.fromkeys(members, now + lease_s))


def known():
    return redis_store.client(settings.REDIS_URL)


def swept():
    """Leases are given back behind the caller's back."""
    live_sessions._sweeper.submit(lambda: None).result(10)


def test_it_works():
    """What is open elsewhere counts, for the same person or address only."""
    elsewhere("live:person:7", "a", "b")
    first, second, other = enter(person(7), person(7), person(8))
    assert first is not None
    assert second is None
    assert other is not None
    live_sessions.leave(first)
    swept()
    assert enter(person(7))[0] is not None


def test_what_a_dead_process_held_is_free_after_its_lease():
    elsewhere("live:address:10.0.0.1", "a", "b", lease_s=-1)
    assert None not in enter(visitor(), visitor())
    assert enter(visitor()) == [None]


def test_of_many_at_once_no_more_than_the_cap_get_a_place(caps):
    caps["address"] = 5

    async def come():
        return await asyncio.gather(*[live_sessions.enter(visitor()) for _ in range(12)])

    assert sum(ticket is not None for ticket in asyncio.run(come())) <= 5
    swept()
    assert known().zcard("live:address:10.0.0.1") <= 5


def test_leases_are_renewed_also_after_redis_forgot_them():
    enter(visitor(), person())
    known().flushall()
    live_sessions.renew_all()
    assert known().zcard("live:address:10.0.0.1") == 1
    assert known().zcard("live:person:7") == 1


def test_what_was_left_is_not_renewed():
    (ticket,) = enter(visitor())
    live_sessions.leave(ticket)
    live_sessions.renew_all()
    swept()
    assert not known().exists("live:address:10.0.0.1")
    assert live_sessions.open_now() == 0


def test_while_redis_is_away_each_process_counts_for_itself(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    tickets = enter(visitor(), visitor(), visitor())
    assert [ticket is None for ticket in tickets] == [False, False, True]


def test_a_visitor_who_gives_up_while_redis_is_asked_leaves_nothing(monkeypatch):
    monkeypatch.setattr(live_sessions, "_lease", lambda ticket: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        enter(visitor())
    assert live_sessions.open_now() == 0
    assert not live_sessions._leases
