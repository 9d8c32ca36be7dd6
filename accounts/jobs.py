"""Work that nobody waits for: `@jobs.job` names a function, `jobs.enqueue` has it called once the transaction is committed.

Without CELERY_BROKER_URL jobs run in a few threads of this process; with it, in Celery's workers (evaranks/celery.py makes a
task of every job). Either way a job that fails is tried again, later each time, and may therefore run more than once, or
together with itself: a job must be idempotent. What must survive a power cut keeps a row that says what is still to be done,
and `manage.py housekeeping` enqueues it again.

    @jobs.job
    def make_export(*, export_id): ...

    jobs.enqueue(make_export, export_id=str(export.pk))   # JSON only: rows are named by their keys

In a test `with jobs.run_now() as done:` has `enqueue` call the function there and then; `done` lists (name, arguments).
"""

import json
import logging
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from time import monotonic

from django.conf import settings
from django.db import connections, transaction

from accounts import request_ids

RETRY_S, LONGEST_RETRY_S = 2.0, 600.0
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A registered function. `given_up` is called with the same arguments when the last retry failed too."""

    name: str
    function: Callable
    retries: int
    time_limit_s: int
    given_up: Callable | None


REGISTERED: dict[str, Job] = {}
COUNTS: Counter[str] = Counter()  # in this process: done, failed (to be tried again), given_up


def job(function: Callable | None = None, *, retries: int = 5, time_limit_s: int = 300, given_up: Callable | None = None) -> Callable:
    """Register a module's function of keyword-only JSON arguments; it stays callable as it is.

    The time limit is at most half an hour (JOB_VISIBILITY_S is a little more), and only Celery enforces it: a thread cannot be ended
    from outside.
    """
    if function is None:
        return partial(job, retries=retries, time_limit_s=time_limit_s, given_up=given_up)
    name = f"{function.__module__}.{function.__qualname__}"
    REGISTERED[name] = Job(name, function, retries, time_limit_s, given_up)
    return function


def enqueue(function: Callable, **arguments) -> None:
    """Have a registered function called with these arguments after the transaction, or at once where there is none.

    Raises:
        KeyError: the function is not a job.
        TypeError: an argument is not a JSON value.
    """
    wanted = REGISTERED[f"{function.__module__}.{function.__qualname__}"]
    arguments = json.loads(json.dumps(arguments))  # the same values here and in a worker
    if _done_now is not None:
        _done_now.append((wanted.name, arguments))
        wanted.function(**arguments)
        return
    transaction.on_commit(partial(_send, wanted, arguments))


def retry_delay_s(attempt: int) -> float:
    """Twice as long after each attempt (0 is the first), by chance a little less: what failed together is not tried again together."""
    return min(LONGEST_RETRY_S, RETRY_S * 2**attempt) * random.uniform(0.5, 1)  # noqa: S311  (no secret)


_done_now: list | None = None


@contextmanager
def run_now():
    """For tests: `enqueue` calls the function in the caller's thread, transaction or not, and its errors are the caller's."""
    global _done_now
    _done_now = []
    try:
        yield _done_now
    finally:
        _done_now = None


def _send(wanted, arguments):
    if settings.CELERY_BROKER_URL:
        from celery import current_app
        from kombu.exceptions import OperationalError

        try:
            current_app.send_task(wanted.name, kwargs=arguments, retry=False, headers={"request_id": request_ids.current()})
            return
        except OperationalError as error:  # the rows are committed: what follows from them must not be lost
            logger.warning("No broker (%s): the job %s runs in this process", error, wanted.name)
    _submit(wanted, arguments, 0)


# The threads of this process

_pool: ThreadPoolExecutor | None = None
_changed = threading.Condition()
_unfinished = 0  # jobs that wait, run, or will be tried again
_draining = threading.Event()


def _submit(wanted, arguments, attempt):
    global _pool, _unfinished
    with _changed:
        _pool = _pool or ThreadPoolExecutor(settings.JOB_THREADS, thread_name_prefix="jobs")
        _unfinished += 1
    _pool.submit(_work, wanted, arguments, attempt, request_ids.current())


def _work(wanted, arguments, attempt, request_id):
    global _unfinished
    try:
        with request_ids.working_for(request_id):
            if not attempt_job(wanted, arguments, attempt):
                _submit_later(wanted, arguments, attempt + 1)
    finally:
        connections.close_all()  # of this thread: it may wait for days, longer than a connection lives
        with _changed:
            _unfinished -= 1
            _changed.notify_all()


def attempt_job(wanted: Job, arguments: dict, attempt: int) -> bool:
    """Run a job for the first (0) or a later time; whether it is done or given up."""
    try:
        wanted.function(**arguments)
    except Exception as error:
        last = attempt >= wanted.retries
        again = "given up" if last else "to be tried again"
        logger.error("The job %s failed (attempt %d, %s): %s", wanted.name, attempt + 1, again, error, exc_info=error)
        COUNTS["given_up" if last else "failed"] += 1
        if last:
            _give_up(wanted, arguments)
        return last
    COUNTS["done"] += 1
    return True


def _give_up(wanted, arguments):
    if wanted.given_up is None:
        return
    try:
        wanted.given_up(**arguments)
    except Exception as error:
        logger.error("The job %s could not be given up properly: %s", wanted.name, error, exc_info=error)


def _submit_later(wanted, arguments, attempt):
    """In a thread that waits, so that the pool's few do not. Who drains does not wait for a later attempt."""
    delay, request_id = retry_delay_s(attempt - 1), request_ids.current()

    def wait():
        if _draining.wait(delay):
            logger.error("The job %s was not tried again: the process ends", wanted.name)
        else:
            with request_ids.working_for(request_id):
                _submit(wanted, arguments, attempt)

    threading.Thread(target=wait, name="jobs-retry", daemon=True).start()


def unfinished() -> int:
    """Jobs of this process that wait or run; those to be tried again later do not count."""
    return _unfinished


def drain(timeout_s: float) -> bool:
    """Let the jobs that wait or run here finish; those still waiting after `timeout_s` are dropped. Whether all did."""
    _draining.set()
    until = monotonic() + timeout_s
    with _changed:
        finished = _changed.wait_for(lambda: _unfinished == 0, max(0, until - monotonic()))
        if not finished:
            logger.error("%d jobs are not done and the process ends", _unfinished)
    if _pool is not None:
        _pool.shutdown(wait=False, cancel_futures=True)
    return finished
