"""What Prometheus reads, of this process alone: each web replica and each worker is asked by itself, and Prometheus adds up.

Only requests are counted here. All else is counted where it happens, in plain numbers, and read when somebody asks.
"""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, GCCollector, Histogram, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from accounts import jobs
from analysis import live_counts
from ml_models import runtime, stages

REGISTRY = CollectorRegistry()
REQUEST_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUESTS = Histogram(
    "evaranks_request_seconds", "Time to answer a request", ["method", "route", "status"], buckets=REQUEST_BOUNDS_S, registry=REGISTRY
)


class _Counted:
    """Everything else, as it stands now."""

    def collect(self) -> Iterable[Metric]:
        yield from _streams()
        yield _stages()
        yield from _inference()
        yield from _jobs()


def _streams():
    frames = CounterMetricFamily("evaranks_frames", "Frames of live streams", labels=["stream", "outcome"])
    for labels, count in list(live_counts.FRAMES.items()):
        frames.add_metric(labels, count)
    streams = GaugeMetricFamily("evaranks_streams_open", "Live streams open now", labels=["stream"])
    for stream, count in list(live_counts.OPEN.items()):
        streams.add_metric([stream], count)
    closed = CounterMetricFamily("evaranks_streams_closed", "Live streams that the server ended", labels=["stream", "code"])
    for (stream, code), count in list(live_counts.CLOSED.items()):
        closed.add_metric([stream, str(code)], count)
    return frames, streams, closed


def _stages():
    family = HistogramMetricFamily("evaranks_stage_seconds", "Time of a stage of a frame or a photo", labels=["stage"])
    for stage, (counts, total) in stages.snapshot().items():
        below, buckets = 0, []
        for bound, count in zip([*stages.BOUNDS_S, "+Inf"], counts, strict=True):
            below += count
            buckets.append((str(bound), below))
        family.add_metric([stage], buckets, total)
    return family


def _inference():
    state = runtime.state()
    yield GaugeMetricFamily("evaranks_inference_workers", "Threads of each inference pool", value=state.workers)
    yield GaugeMetricFamily("evaranks_inference_running", "Inference jobs that run now, photos and frames", value=state.running)
    waiting = GaugeMetricFamily("evaranks_inference_waiting", "Inference jobs that wait for a thread", labels=["pool"])
    waiting.add_metric(["photos"], state.photos_waiting)
    waiting.add_metric(["live"], state.frames_waiting)
    yield waiting
    yield CounterMetricFamily("evaranks_inference_refused", "Photos refused because the queue was full", value=state.refused)
    loads = CounterMetricFamily("evaranks_network_loads", "Interpreters of a network that were made", labels=["network"])
    for network, count in state.loads.items():
        loads.add_metric([network], count)
    yield loads


def _jobs():
    counts = CounterMetricFamily("evaranks_jobs", "Jobs of this process", labels=["outcome"])
    for outcome, count in list(jobs.COUNTS.items()):
        counts.add_metric([outcome], count)
    yield counts
    yield GaugeMetricFamily("evaranks_jobs_unfinished", "Jobs that wait or run here", value=jobs.unfinished())


REGISTRY.register(_Counted())
ProcessCollector(registry=REGISTRY)  # memory, processor time, open files
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)


def text() -> bytes:
    """Everything in Prometheus' text format."""
    return generate_latest(REGISTRY)
