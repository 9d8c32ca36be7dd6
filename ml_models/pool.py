"""A pool of threads that gives up a job that takes too long, and goes on with another thread in place of the one that hangs.

A thread cannot be ended from outside. One that is given up keeps what it holds until its job returns, if ever, and its result
is thrown away; when as many hang as the pool has threads, `on_stuck` is called, since memory, cores and locks are theirs.
"""

import atexit
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

LOOK_S = 1.0
FINISH_S = 10
logger = logging.getLogger(__name__)


class TookTooLong(Exception):
    """The job was given up."""


@dataclass(eq=False, slots=True)
class _Job:
    future: Future
    function: Callable
    arguments: tuple
    started: float = 0.0
    given_up: bool = field(default=False)


class Pool:
    """`size` threads. `on_stuck()` is called once, in a thread of the pool's own, when `size` jobs have been given up and not returned.

    Args:
        error: raises as the result of a job that is given up.
    """

    def __init__(self, size: int, name: str, limit_s: float, on_stuck: Callable[[], None], error: type[Exception] = TookTooLong):
        self.size, self.name, self.limit_s, self.on_stuck, self.error = size, name, limit_s, on_stuck, error
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._running: set[_Job] = set()
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._threads = 0
        self._lost = 0  # threads whose job was given up and has not returned
        atexit.register(self._finish)

    def waiting(self) -> int:
        """Jobs that no thread has taken yet."""
        return self._jobs.qsize()

    def submit(self, function: Callable, *arguments) -> Future:
        """Run `function(*arguments)` when a thread is free. Its future's error is `error` where it takes more than `limit_s` seconds."""
        job = _Job(Future(), function, arguments)
        with self._lock:
            if not self._threads:
                threading.Thread(target=self._watch, name=f"{self.name}-watch", daemon=True).start()
            missing = self._threads < self.size
            self._threads += missing
        if missing:
            self._add_thread()
        self._jobs.put(job)
        return job.future

    def _add_thread(self):
        # A daemon: the interpreter would wait for one that hangs for ever, before it ends.
        threading.Thread(target=self._work, name=f"{self.name}_{next(self._numbers)}", daemon=True).start()

    def _work(self):
        # Nothing of a job stays here: its picture would be kept in memory until the next one.
        while self._do(self._jobs.get()):
            pass

    def _do(self, job):
        """Whether this thread still belongs to the pool after the job."""
        if not job.future.set_running_or_notify_cancel():
            return True
        with self._lock:
            job.started = time.monotonic()
            self._running.add(job)
        try:
            result, error = job.function(*job.arguments), None
        except BaseException as raised:
            result, error = None, raised
        with self._lock:
            self._running.discard(job)
            if job.given_up:
                self._lost -= 1
                logger.warning("A job of the pool %s came back after it had been given up", self.name)
                return False  # another thread has taken this one's place
        if error is None:
            job.future.set_result(result)
        else:
            job.future.set_exception(error)
        del job, error  # an error's traceback leads back to this frame
        return True

    def _finish(self):
        """Native code must not be at work when the interpreter goes; one that hangs is not waited for."""
        until = time.monotonic() + FINISH_S
        while any(not job.given_up for job in list(self._running)) and time.monotonic() < until:
            time.sleep(0.02)

    def _watch(self):
        while True:
            time.sleep(min(LOOK_S, self.limit_s / 4))
            self._give_up_late()

    def _give_up_late(self):
        with self._lock:
            now = time.monotonic()
            late = [job for job in self._running if not job.given_up and now - job.started > self.limit_s]
            for job in late:
                job.given_up = True
            self._lost += len(late)
            stuck = late and self._lost >= self.size
        for job in late:
            logger.error("A job of the pool %s was given up after %g s: %r", self.name, self.limit_s, job.function)
            job.future.set_exception(self.error())
            self._add_thread()
        if stuck:
            self.on_stuck()
