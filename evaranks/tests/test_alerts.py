"""The alert rules name metrics that there are, labels that they have, and figures that were measured."""

import json
import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings

from analysis import live_counts
from evaranks import metrics
from ml_models import stages

PATH = settings.BASE_DIR / "deploy" / "alerts.yml"
RULES = [rule for group in yaml.safe_load(PATH.read_text())["groups"] for rule in group["rules"]]
FOREIGN = {"up"}  # Prometheus' own


@pytest.fixture
def known(monkeypatch):
    """Names of all samples that this process gives, each with its labels."""
    monkeypatch.setattr(live_counts, "FRAMES", {("effects", "received"): 1})
    monkeypatch.setattr(live_counts, "CLOSED", {("effects", 4429): 1})
    stages.observe("decode", 0.01)
    metrics.REQUESTS.labels("GET", "login/", 200).observe(0.01)
    metrics.jobs.COUNTS["done"] += 0
    return {sample.name: set(sample.labels) for family in metrics.REGISTRY.collect() for sample in family.samples}


def test_it_works(known):
    for rule in RULES:
        for name, labels in re.findall(r"\b((?:evaranks|process)_\w+|up)(?:\{([^}]*)\})?", rule["expr"]):
            assert name in FOREIGN | set(known), f"{rule['alert']} asks for {name}, which nobody counts"
            asked = set(re.findall(r"(\w+)\s*[=!]~?", labels or "")) - {"job"}
            assert name in FOREIGN or asked <= known[name], f"{rule['alert']}: {name} has no label {asked - known[name]}"


def test_every_rule_says_what_to_do():
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 12
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert len(rule["annotations"]["do"]) > 20


def figures(name):
    return json.loads((settings.BASE_DIR / "bench" / "results" / f"{name}.json").read_text())["figures"]


@pytest.mark.parametrize(
    ("alert", "measured", "unit", "times"),
    [
        ("EvaRanksSlowPages", lambda: figures("mirror_load")["10"]["page_worst_ms"], 1e-3, 5),
        ("EvaRanksSlowReadings", lambda: figures("api_load")["overload"]["p95_ms"], 1e-3, 1.5),
        ("EvaRanksSlowFrames", lambda: figures("mirror_load")["10"]["p95_ms"], 1e-3, 1.5),
        ("EvaRanksMemory", lambda: figures("face_load")["ours"]["memory_mb"], 1e6, 1.5),
    ],
)
def test_a_threshold_is_well_outside_of_what_was_measured(alert, measured, unit, times):
    (rule,) = (rule for rule in RULES if rule["alert"] == alert)
    assert float(rule["expr"].rpartition(">")[2]) >= times * unit * measured()


def test_what_never_happens_in_the_benches_is_a_reason_to_look():
    assert figures("api_load")["ours"]["busy"] == 0 < figures("api_load")["overload"]["busy"]
    assert figures("mirror_load")["10"]["dropped"] == figures("mirror_soak")["complaints"] == 0


def test_benches_that_are_cited_are_there_and_their_figures_are_not_copied():
    lines = [line for line in PATH.read_text().splitlines() if ".json" in line]
    assert all(figures(name) for line in lines for name in re.findall(r"(\w+)\.json", line))
    assert [line for line in lines if re.search(r"\d (ms|s|MB|of|answers|photos|frames)\b", line)] == []


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_accepts_them():
    outcome = subprocess.run(["promtool", "check", "rules", PATH], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
