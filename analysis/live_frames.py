"""The frames of one stream: at most one is processed and one waits; a newer one takes the place of the one that waits."""

import asyncio
import logging
import statistics
import time
from collections import deque
from collections.abc import Awaitable, Callable

from django.utils.translation import gettext as _

from analysis import live_counts
from analysis.live_format import ANSWER, SENT
from ml_models import images, runtime, stages

logger = logging.getLogger(__name__)


class Frames:
    """Args:
    kind: of stream, in the metrics.
    process: (picture's bytes, capture time in seconds) -> the answer; called in a live thread, one call at a time. Bytes follow
        the answer's header, text is sent as it is. A picture that cannot be decoded raises ml_models.images.InvalidImage.
    send: sends an answer, bytes or text; tell: sends a message of a kind with fields.
    """

    def __init__(
        self, kind: str, process: Callable[[bytes, float], bytes | str], send: Callable[..., Awaitable], tell: Callable[..., Awaitable]
    ):
        self.kind, self.process, self.send, self.tell = kind, process, send, tell
        self.received = self.dropped = self.processed = 0
        self.work = self.waiting = None
        self._times = deque(maxlen=60)

    def take(self, data: bytes) -> None:
        """A frame as it came, its header before it."""
        self.received += 1
        self._count("received")
        if self.waiting is not None:
            self.dropped += 1
            self._count("dropped")
        self.waiting = (data, time.perf_counter())
        if self.work is None or self.work.done():
            self.work = asyncio.create_task(self._work())

    def statistics(self) -> dict:
        server_ms = round(1000 * statistics.median(self._times), 2) if self._times else None
        return {"received": self.received, "dropped": self.dropped, "processed": self.processed, "server_ms": server_ms}

    async def finish(self) -> None:
        """Answer the frame that is worked on and forget the one that waits."""
        self.waiting = None
        if self.work is not None:
            await asyncio.wait([self.work])

    def end(self) -> None:
        self.waiting = None
        if self.work is not None and self.work is not asyncio.current_task():
            self.work.cancel()

    async def _work(self):
        while self.waiting is not None:
            (data, arrived), self.waiting = self.waiting, None
            number, captured_ms = SENT.unpack_from(data)
            started = time.perf_counter()
            try:
                answer = await asyncio.wrap_future(runtime.submit_live(self.process, data[SENT.size :], captured_ms / 1000))
            except images.InvalidImage as error:
                self._count("refused")
                await self.tell("error", code="invalid_frame", detail=_(str(error)), frame=number)
                continue
            except Exception as error:  # a fault of ours must not end the stream
                self._count("failed")
                logger.error("A live frame failed: %s", type(error).__name__, exc_info=error)
                await self.tell("error", code="failed", detail=_("That frame could not be worked on."), frame=number)
                continue
            self.processed += 1
            self._count("answered")
            now = time.perf_counter()
            stages.observe("frame", now - arrived)
            self._times.append(now - started)
            if isinstance(answer, str):
                await self.send(text_data=answer)
            else:
                await self.send(bytes_data=ANSWER.pack(number, captured_ms, int(1e6 * (now - arrived))) + answer)

    def _count(self, outcome):
        live_counts.FRAMES[self.kind, outcome] += 1
