"""What machines are told: alive, ready, counted; and what strangers are not."""

import pytest

from analysis import live_counts
from evaranks import draining, health, metrics
from ml_models import runtime, stages

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


def sample(name, **labels):
    return metrics.REGISTRY.get_sample_value(f"evaranks_{name}", labels) or 0


def test_stages_are_histograms_in_seconds(monkeypatch):
    monkeypatch.setattr(stages, "_counts", {})
    monkeypatch.setattr(stages, "_sums", {})
    for seconds in (0.0004, 0.03, 0.04, 7.0):
        stages.observe("mesh", seconds)
    buckets = {bound: sample("stage_seconds_bucket", stage="mesh", le=bound) for bound in ("0.0005", "0.02", "0.05", "5.0", "+Inf")}
    assert buckets == {"0.0005": 1, "0.02": 1, "0.05": 3, "5.0": 3, "+Inf": 4}
    assert sample("stage_seconds_sum", stage="mesh") == pytest.approx(7.0704)


def test_streams_and_inference_are_told_as_they_are(monkeypatch):
    monkeypatch.setattr(live_counts, "FRAMES", {("effects", "dropped"): 5})
    monkeypatch.setattr(live_counts, "OPEN", {"effects": 3})
    monkeypatch.setattr(live_counts, "CLOSED", {("effects", 4429): 2})
    monkeypatch.setattr(runtime, "state", lambda: runtime.State(4, 3, 11, 7, 9, {"face-mesh": 6}))
    assert sample("frames_total", stream="effects", outcome="dropped") == 5
    assert sample("streams_open", stream="effects") == 3
    assert sample("streams_closed_total", stream="effects", code="4429") == 2
    waiting = [sample("inference_waiting", pool=pool) for pool in ("photos", "live")]
    assert (sample("inference_workers"), sample("inference_running"), waiting) == (4, 3, [11, 7])
    assert sample("inference_refused_total") == 9
    assert sample("network_loads_total", network="face-mesh") == 6
