"""What the staff's page draws: the metrics of this process in short, counters since its start and gauges as they stand."""

import os
import socket
import time
from collections import Counter

from accounts import jobs
from analysis import live_counts
from evaranks import health, metrics
from ml_models import runtime, stages


def snapshot() -> dict:
    """JSON. Durations are in seconds, memory in bytes; counts of requests are those between `bounds`, one more than there are."""
    state = runtime.state()
    sample = metrics.REGISTRY.get_sample_value
    frames = Counter()
    for (_stream, outcome), count in list(live_counts.FRAMES.items()):
        frames[outcome] += count
    return {
        "at": time.monotonic(),
        "process": f"{socket.gethostname()}:{os.getpid()}",
        "checks": health.checks(),
        "requests": _requests(),
        "frames": frames,
        "streams": sum(live_counts.OPEN.values()),
        "stages": {name: [sum(counts), total] for name, (counts, total) in stages.snapshot().items()},
        "inference": {
            "workers": state.workers,
            "running": state.running,
            "waiting": state.photos_waiting + state.frames_waiting,
            "refused": state.refused,
        },
        "jobs": {**jobs.COUNTS, "unfinished": jobs.unfinished()},
        "memory": sample("process_resident_memory_bytes") or 0,
        "processor_s": sample("process_cpu_seconds_total") or time.process_time(),
    }


def _requests():
    below, statuses = Counter(), Counter()
    for family in metrics.REQUESTS.collect():
        for found in family.samples:
            if found.name.endswith("_bucket"):
                below[float(found.labels["le"])] += found.value
            elif found.name.endswith("_count"):
                statuses[found.labels["status"]] += found.value
    bounds = sorted(below)
    counts = [below[bound] - (below[bounds[place - 1]] if place else 0) for place, bound in enumerate(bounds)]
    return {
        "bounds": [*metrics.REQUEST_BOUNDS_S],
        "counts": counts or [0] * (len(metrics.REQUEST_BOUNDS_S) + 1),
        "faults": sum(count for status, count in statuses.items() if status in ("500", "502", "504")),
        "refused": statuses["429"] + statuses["503"],
    }
