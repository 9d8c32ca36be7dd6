"""Traces are optional: nothing is loaded without a collector, and a missing package is said, not a fault."""

import sys

from evaranks import tracing


def test_it_works(monkeypatch):
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert tracing.start() is False
    assert "opentelemetry" not in sys.modules


def test_a_missing_package_is_said(monkeypatch, caplog):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    assert tracing.start() is False
    assert "opentelemetry is not installed" in caplog.text
