"""The end of a server process, in order: it says so, streams move, requests and jobs finish; then it goes, in a bounded time.

`/readyz` answers 503 from the first moment on, so that a proxy sends nothing more here.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Coroutine

from django.conf import settings

from accounts import jobs
from analysis import live_leaving

SIGNALS = (signal.SIGTERM, signal.SIGINT)
SPARE_S = 10  # beyond the time limits of the steps, before the process is ended without more ado
logger = logging.getLogger(__name__)
_begun = threading.Event()
_stopping: asyncio.Task | None = None


def is_draining() -> bool:
    """Whether this process has been told to end."""
    return _begun.is_set()


def begin() -> bool:
    """Mark the process as ending, and see that it does. False where it had begun before."""
    if _begun.is_set():
        return False
    _begun.set()
    # A thread that hangs must not keep the process: the interpreter would wait for it for ever.
    limit = threading.Timer(settings.DRAIN_NOTICE_S + 2 * settings.DRAIN_S + SPARE_S, _end_now)
    limit.daemon = True
    limit.start()
    return True


def told_to_stop(stop: Callable[[], Coroutine], stop_now: Callable[[], None]) -> None:
    """A server's handler of SIGNALS, on its event loop: `stop()` in order, or, who is told twice, `stop_now()`."""
    global _stopping
    if begin():
        _stopping = asyncio.get_running_loop().create_task(stop())
    else:
        stop_now()


async def move_streams() -> None:
    """The first steps, on the server's event loop: wait until the proxy has noticed, then send the streams away."""
    await asyncio.sleep(settings.DRAIN_NOTICE_S)
    late = await live_leaving.send_all_away(settings.DRAIN_S / 2)
    if late:
        logger.warning("%d live streams did not take leave and are cut", late)


async def wait_for(count: Callable[[], int]) -> None:
    """Until `count()` requests that are under way are none, or their time is over."""
    loop = asyncio.get_running_loop()
    until = loop.time() + settings.DRAIN_S
    while count() and loop.time() < until:
        await asyncio.sleep(0.05)
    if left := count():
        logger.warning("%d requests are not answered and the process ends", left)


def finish_jobs() -> None:
    """The last step, once the server has stopped."""
    begin()
    jobs.drain(settings.DRAIN_S)


def _end_now():
    logger.error("The process did not end by itself in time")
    os._exit(1)
