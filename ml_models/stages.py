"""How long the stages of a frame or a photo take (decode, detect, mesh, ...): a histogram for each, in this process.

Counting takes about a microsecond, so it is always on. Whoever wants the figures reads `snapshot`.
"""

import threading
import time
from bisect import bisect_left
from collections.abc import Callable
from functools import wraps

BOUNDS_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_lock = threading.Lock()
_counts: dict[str, list[int]] = {}  # how many lie under each bound (and over the one below it), the last over all
_sums: dict[str, float] = {}


def observe(stage: str, seconds: float) -> None:
    """Count one duration."""
    place = bisect_left(BOUNDS_S, seconds)
    with _lock:
        if stage not in _counts:
            _counts[stage], _sums[stage] = [0] * (len(BOUNDS_S) + 1), 0.0
        _counts[stage][place] += 1
        _sums[stage] += seconds


def timed(stage: str) -> Callable:
    """Decorator: every call counts as one of the stage, also one that raises."""

    def decorate(function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                observe(stage, time.perf_counter() - started)

        return wrapper

    return decorate


def snapshot() -> dict[str, tuple[list[int], float]]:
    """By stage: the counts between BOUNDS_S (one more than there are bounds), and the sum in seconds."""
    with _lock:
        return {stage: (list(counts), _sums[stage]) for stage, counts in _counts.items()}
