"""Loaded networks and the bounded pool that runs them.

LiteRT and OpenCV release Python's lock while they work, so threads use every core. An interpreter
is not thread-safe: each thread has its own for one core. Those for two cores exist once, for the pool's
job that is alone: every set of interpreters takes 70 MB.
"""

import ctypes
import logging
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ai_edge_litert.interpreter import Interpreter

from ml_models.pool import Pool

WORKERS = int(os.environ.get("INFERENCE_WORKERS", os.cpu_count() or 2))
QUEUE = int(os.environ.get("INFERENCE_QUEUE", 32))
LIMIT_S = float(os.environ.get("INFERENCE_LIMIT_S", 60))  # of one job
logger = logging.getLogger(__name__)
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # from glibc's malloc.h


def _keep_freed_memory() -> None:
    """Have glibc keep freed memory for the next photo: asking the kernel for fresh pages each time took 9 ms of 51."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library: it is only slower
        return
    mallopt(M_MMAP_THRESHOLD, 16 << 20)  # a kept photo has 12 MB at most; a password's hash takes 19, and they would stay in every heap
    mallopt(M_TRIM_THRESHOLD, 128 << 20)


_keep_freed_memory()
# A network that has its answer waits for Python's lock no longer than this while pages are rendered; the default is 5 ms.
sys.setswitchinterval(0.001)


class Busy(Exception):
    """Every worker is at work and the queue is full, or the job took too long. `retry_after` is in seconds."""

    retry_after = 2


def _end_process() -> None:
    """As many threads hang as there are: whoever runs this process starts it again. What can be finished is, first."""
    logger.critical("Every inference thread hangs: this process ends")
    os.kill(os.getpid(), signal.SIGTERM)


_pool = Pool(WORKERS, "inference", LIMIT_S, _end_process, Busy)
# Live frames have threads of their own. Behind each other in one queue, a frame would wait for every photo and a photo for
# every stream; so the kernel, which interrupts, shares the cores between the two fairly.
_live_pool = Pool(WORKERS, "live", LIMIT_S, _end_process, Busy)
_places = threading.BoundedSemaphore(WORKERS + QUEUE)
_loaded = threading.local()
_lone = threading.Lock()  # held by the one job of the pool that may use _wide
_wide = {}
_sharing = threading.Lock()
_shared = {}
_counting = threading.Lock()
_under_way = 0  # jobs that run now
_refused = 0  # since the start
_loads: Counter[str] = Counter()  # interpreters made, by network
_warming = threading.Lock()


def interpreter(path: Path, num_threads: int = 1) -> Interpreter:
    """An interpreter of the network at `path` that is the calling thread's alone, its tensors allocated.

    Raises:
        ValueError: the file is not a network.
        FileNotFoundError: it is not there.
    """
    shared = num_threads > 1 and _is_lone()
    cache = _wide if shared else _loaded.__dict__.setdefault("interpreters", {})
    key = (path, num_threads)
    if key not in cache:
        network = Interpreter(model_content=_content(path), num_threads=num_threads)
        network.allocate_tensors()
        cache[key] = network
        _note_load(path)
    return cache[key]


@contextmanager
def shared_interpreter(path: Path):
    """The one interpreter of a large network, for one core; other threads wait until the block is left."""
    with _sharing:
        if path not in _shared:
            network = Interpreter(model_content=_content(path), num_threads=1)
            network.allocate_tensors()
            _shared[path] = network
            _note_load(path)
        yield _shared[path]


def onnx_session(path: Path):
    """The one ONNX Runtime session of a network (one core a call), made at its first use: it takes 100 MB. Any thread may run it."""
    with _sharing:
        if path not in _shared:
            import onnxruntime  # here: whoever shares nothing need not load it

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            _shared[path] = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return _shared[path]


@lru_cache
def _content(path):
    """One copy for all interpreters of a network."""
    return path.read_bytes()


def _is_lone():
    """Whether the calling thread's job holds _lone; None outside the pool."""
    return _loaded.__dict__.get("lone")


def spare_cores() -> int:
    """How many threads a small network may use now: 2 where cores stand idle, else 1.

    A lone request is answered a quarter sooner; under load each core has a job of its own, and more threads would only compete.
    """
    idle = (os.cpu_count() or 1) // max(1, _under_way) >= 2
    return 2 if idle and _is_lone() is not False else 1


def run(function: Callable, *args):
    """Run `function(*args)` in the inference pool and return its result (or raise what it raised).

    Blocks the calling thread, so never call it on an event loop.

    Raises:
        Busy: WORKERS + QUEUE jobs are under way already and nothing was started, or the job took more than LIMIT_S.
    """
    if not _places.acquire(blocking=False):
        _note_refusal()
        raise Busy

    try:
        future = _pool.submit(_counted, function, *args)
    except BaseException:
        _places.release()
        raise
    future.add_done_callback(lambda _: _places.release())
    return future.result()


def submit_live(function: Callable, *args) -> Future:
    """Run `function(*args)` in the threads for live frames; the future tells its result. Busy only where it took more than LIMIT_S.

    Whoever streams waits for the answer before the next call, so that the queue is no longer than there are streams,
    and each has its turn.
    """
    return _live_pool.submit(_counted, function, *args)


def _counted(function, *args):
    _count(1)
    try:
        return _alone_if_possible(function, *args)
    finally:
        _count(-1)  # before the result is told, so that whoever has it finds the core free


def _alone_if_possible(function, *args):
    _loaded.lone = _lone.acquire(blocking=False)
    try:
        return function(*args)
    finally:
        if _loaded.lone:
            _lone.release()
        _loaded.lone = False


def _count(change):
    global _under_way
    with _counting:
        _under_way += change


def _note_refusal():
    global _refused
    with _counting:
        _refused += 1


def _note_load(path):
    with _counting:
        _loads[path.stem] += 1


@dataclass(frozen=True, slots=True)
class State:
    """Jobs in this process now; refusals, and interpreters made of each network, since it started."""

    workers: int
    running: int
    photos_waiting: int
    frames_waiting: int
    refused: int
    loads: dict[str, int]


def state() -> State:
    with _counting:
        running, refused, loads = _under_way, _refused, dict(_loads)
    return State(WORKERS, running, _pool.waiting(), _live_pool.waiting(), refused, loads)


def warm(function: Callable, *args, live: bool = False) -> None:
    """Run `function(*args)` once in every worker thread, or every live one, so that the first real job finds its networks loaded.

    And once more in one that is alone, for the interpreters of two cores.
    """
    together = threading.Barrier(WORKERS)

    def job():
        together.wait()  # without it one quick worker would take every job
        _loaded.lone = False
        function(*args)

    pool = _live_pool if live else _pool
    with _warming:  # the jobs of two calls, mixed, would wait for each other for ever
        for future in [pool.submit(job) for _ in range(WORKERS)]:
            future.result()
        pool.submit(_alone_if_possible, function, *args).result()
