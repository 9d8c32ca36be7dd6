"""What machines are told: alive, ready, counted; and what strangers are not."""

import pytest

from evaranks import draining, health, metrics

pytestmark = pytest.mark.django_db
PROXY = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def _loaded(monkeypatch):
    loaded = health.networks_loaded.__class__()
    loaded.set()
    monkeypatch.setattr(health, "networks_loaded", loaded)
    return loaded


def test_it_works(client, settings):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, **dict.fromkeys(("database", "migrations", "networks", "disk", "draining", "redis"), "ok")}
    settings.METRICS_TOKEN = "secret"
    assert b"evaranks_request_seconds" in client.get("/metrics", headers={"authorization": "Bearer secret"}, **PROXY).content


@pytest.mark.parametrize("trouble", ["database", "networks", "disk", "draining", "migrations"])
def test_a_server_that_cannot_work_says_so(client, monkeypatch, settings, trouble):
    from django.db import DatabaseError

    def away():
        raise DatabaseError("gone")

    if trouble == "database":
        monkeypatch.setattr("evaranks.health.connection.cursor", away)
    elif trouble == "networks":
        health.networks_loaded.clear()
    elif trouble == "disk":
        settings.READY_DISK_MB = 10**9
    elif trouble == "migrations":
        monkeypatch.setattr(health, "_migrated", health.networks_loaded.__class__())
        monkeypatch.setattr("evaranks.health.MigrationExecutor.migration_plan", lambda *_: [1, 2])
    else:
        monkeypatch.setattr(draining, "is_draining", lambda: True)

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()[trouble] != "ok"
    assert client.get("/healthz").content == b"evaranks"


def test_a_site_without_its_redis_is_better_than_none(client, monkeypatch, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (200, "away")


def test_strangers_get_a_word(client, settings):
    assert client.get("/readyz", **PROXY).content == b"ready"
    health.networks_loaded.clear()
    assert client.get("/readyz", **PROXY).content == b"not ready"


@pytest.mark.parametrize("token", ["", "secret"])
def test_metrics_are_not_for_strangers(client, settings, charlie, token):
    settings.METRICS_TOKEN = token
    client.force_login(charlie)
    assert client.get("/metrics", **PROXY).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}, **PROXY).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer "}, **PROXY).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_requests_are_counted_by_route(client):
    def count():
        found = metrics.REGISTRY.get_sample_value(
            "evaranks_request_seconds_count", {"method": "GET", "route": "portraits/<uuid:pk>/", "status": "404"}
        )
        return found or 0

    before = count()
    client.get("/portraits/c0ffee00-0000-4000-8000-000000000000/")
    assert count() == before + 1


def test_an_unknown_method_makes_no_new_row(client):
    client.generic("BREW", "/")
    assert b"BREW" not in client.get("/metrics").content
