"""Redis that answers, and Redis that is away."""

import logging

import pytest
from django.core.cache import caches

from accounts import redis_store

AWAY_URL = "redis://127.0.0.1:1/0"  # nobody listens there


@pytest.fixture
def away(settings, monkeypatch):
    monkeypatch.setattr(redis_store, "_away_until", None)
    settings.REDIS_URL = AWAY_URL


@pytest.fixture
def there(settings, monkeypatch, redis_url):
    monkeypatch.setattr(redis_store, "_away_until", None)
    settings.REDIS_URL = redis_url
    redis_store.client(redis_url).flushall()


def forgiving(settings):
    location = {"BACKEND": "evaranks.shared_cache.ForgivingRedisCache", "LOCATION": settings.REDIS_URL}
    settings.CACHES = {"default": location}
    return caches["default"]


def test_it_works(there):
    assert redis_store.ask(lambda redis: redis.incr("visits"), 0) == 1
    assert redis_store.ask(lambda redis: redis.incr("visits"), 0) == 2


def test_without_one_nobody_asks(settings):
    settings.REDIS_URL = ""
    assert redis_store.ask(lambda redis: 1 / 0, "mine") == "mine"


def test_while_it_is_away_it_is_asked_once_in_a_while_and_the_log_says_so_once(away, caplog, monkeypatch):
    asked = []

    def ask(client):
        asked.append(client)
        return client.ping()

    with caplog.at_level(logging.WARNING):
        assert [redis_store.ask(ask, "alone") for _ in range(3)] == ["alone"] * 3
        assert len(asked) == 1
        monkeypatch.setattr(redis_store, "_away_until", 0.0)  # long ago
        assert redis_store.ask(lambda client: "back", "alone") == "back"
    assert [record.message.split(" (")[0] for record in caplog.records] == ["Redis is away", "Redis is back"]


def test_a_fault_of_ours_is_not_taken_for_its_absence(there):
    with pytest.raises(ZeroDivisionError):
        redis_store.ask(lambda redis: 1 / 0, "mine")
    assert not redis_store.is_away()


def test_the_cache_lets_pages_go_on_while_redis_is_away(away, settings):
    cache = forgiving(settings)
    assert cache.add("key", 0, 10) is True
    assert cache.incr("key") == 1
    assert cache.decr("key") == -1
    assert cache.get("key", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.get_or_set("key", "made", 10) == "made"
    assert cache.set("key", 1) is None
    assert not cache.has_key("key")
    assert not cache.touch("key")
    assert not cache.delete("key")
    assert cache.set_many({"a": 1}) == []
    assert cache.delete_many(["a"]) is None
    assert not cache.clear()


def test_the_cache_remembers_while_redis_is_there(there, settings):
    cache = forgiving(settings)
    cache.add("count", 0, 10)
    assert cache.incr("count") == 1
    cache.set_many({"a": [1], "b": "two"}, 10)
    assert cache.get_many(["a", "b", "c"]) == {"a": [1], "b": "two"}
    cache.delete("a")
    assert cache.get("a") is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("missing")
