"""The recognition socket: a signed-in person's frames; who is in them, or their enrolment step by step.

Answers to frames are JSON behind the answer's header. What needs the database is done beside the frames, never for each.
"""

import asyncio
import json
import logging
import time
from functools import partial

from channels.db import database_sync_to_async
from django.core.exceptions import ObjectDoesNotExist

from accounts.consent_services import ConsentRequired
from analysis.live import LiveConsumer
from faces import live_faces, live_modes, live_streams
from faces.guards import EXPLAINED, sentence
from faces.live_recognition import Recognition
from ml_models import face_tracker, images, runtime

FAILED = 1011  # close code
CHECK_S = 1.0  # between looks whether consent and session still stand
logger = logging.getLogger(__name__)


def _warm():
    """Load the networks into every live thread."""
    runtime.warm(live_faces.warm, live=True)


class RecognitionConsumer(LiveConsumer):
    """`configure` takes a mode: {"mode": "recognise", "check_in": id or null} or {"mode": "enroll", "person": id}."""

    kind, warm = "recognition", staticmethod(_warm)
    mode = None

    async def connect(self):
        self.loop, self.tasks, self.news = asyncio.get_running_loop(), set(), asyncio.Event()
        self.tracker = face_tracker.FaceTracker()
        try:
            self.user = await database_sync_to_async(live_modes.admit)(self.scope["session"].session_key)
        except (ConsentRequired, ObjectDoesNotExist) as error:
            await self.accept()
            return await self._refuse(error)
        self.mode = Recognition(self.user)
        await super().connect()
        if self.ticket is not None:
            live_streams.enter(self)
            self._begin(self._mind())

    async def follow(self, message):
        if message["type"] == "configure":
            return await super().follow(message)
        await self._run(partial(self.mode.follow, message))

    async def configure(self, message: dict) -> dict:
        mode = await database_sync_to_async(live_modes.choose)(self.user, message)
        self.tracker, self.mode = face_tracker.FaceTracker(), mode
        return mode.describe()

    def process(self, data: bytes, time_s: float) -> bytes:
        mode, tracker = self.mode, self.tracker  # of one moment: configure may come at any
        image = images.decode_frame(data)
        answer, job = mode.look(image, tracker.track(image, time_s), time.monotonic())
        if job is not None:
            self.loop.call_soon_threadsafe(lambda: self._begin(self._run(job)))
        return json.dumps({"width": image.shape[1], "height": image.shape[0], **answer}).encode()

    def look_again(self):
        """Something was erased somewhere: see now whether this stream may go on."""
        self.news.set()

    async def _mind(self):
        while True:
            try:
                await asyncio.wait_for(self.news.wait(), CHECK_S)
            except TimeoutError:
                pass
            self.news.clear()
            await self._run(partial(live_modes.check, self.scope["session"].session_key, self.mode))

    async def _run(self, job):
        """Do what needs the database, in a thread for that, and tell what came of it."""
        try:
            messages = await database_sync_to_async(job)()
        except (ConsentRequired, ObjectDoesNotExist) as error:
            return await self._refuse(error)
        except EXPLAINED as error:
            messages = [("error", {"code": getattr(error, "code", "failed"), "detail": sentence(error)})]
        except Exception as error:  # whether consent stands is not known then
            logger.error("A recognition stream failed: %s", type(error).__name__, exc_info=error)
            return await self._stop(FAILED)
        for kind, fields in messages or ():
            await self._tell(kind, **fields)

    async def _refuse(self, error):
        """This stream may not go on: say why, and end it."""
        code, close, text = live_modes.reason_to_end(error)
        await self._tell("error", code=code, detail=text)
        await self._stop(close)

    def _begin(self, work):
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _end(self):
        super()._end()
        live_streams.leave(self)
        for task in getattr(self, "tasks", ()):
            if task is not asyncio.current_task():
                task.cancel()
