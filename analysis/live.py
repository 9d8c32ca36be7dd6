"""What every live stream keeps to: caps, numbered frames of which the newest counts, statistics, an end when idle.

A subclass says what a `configure` message means and what is done with a frame. Frames are neither kept nor logged.
"""

import asyncio
import json
import threading
import time

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.refused import Refused
from analysis import live_counts, live_leaving, live_sessions
from analysis.live_format import SENT
from analysis.live_frames import Frames
from ml_models import images

FRAME_BYTES = 512 * 1024
TEXT_CHARS = 16 * 1024
STATS_S = 1.0
UNANSWERED = 2  # frames that a client keeps in flight
TOO_LARGE, MOVING, IDLE, FULL = 1009, 1012, 4408, 4429  # close codes
LIMITS = {"frame_bytes": FRAME_BYTES, "frame_pixels": images.FRAME_PIXELS, "unanswered": UNANSWERED}


class LiveConsumer(AsyncWebsocketConsumer):
    """One stream."""

    channel_layer_alias = None  # nothing is told to a stream from elsewhere, so it needs no part in the channel layer
    ticket = watch = None
    warm = None  # loads what its frames need, once
    kind = ""  # of stream, in the metrics

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.frames = Frames(self.kind, self.process, self.send, self._tell)

    async def configure(self, message: dict) -> dict:
        """Follow a configure message and return what `configured` tells. Runs on the event loop. Raises Refused."""
        raise NotImplementedError

    def process(self, data: bytes, time_s: float) -> bytes | str:
        """Answer one frame: bytes follow the answer's header, text is sent as it is. Runs in a live thread, one call at a time.

        Raises:
            ml_models.images.InvalidImage: the frame is skipped, and the client told so.
        """
        raise NotImplementedError

    async def __call__(self, scope, receive, send):
        async def send_if_there(message):
            try:
                await send(message)
            except OSError:  # Uvicorn says so where the client has left already; Daphne says nothing
                pass

        try:
            await super().__call__(scope, receive, send_if_there)
        finally:  # however it ended
            self._end()

    async def dispatch(self, message):
        """Channels closes old database connections before each message, in the one thread that pages use: once a frame is too often."""
        kind = message["type"]
        if kind == "websocket.connect":
            await self.connect()
        elif kind == "websocket.receive" and self.ticket is not None:
            await self.websocket_receive(message)
        elif kind == "websocket.disconnect":
            raise StopConsumer

    async def connect(self):
        await self.accept()  # a browser tells its page the code of an open socket only
        self.ticket = await live_sessions.enter(self.scope)
        if self.ticket is None:
            live_counts.CLOSED[self.kind, FULL] += 1
            return await self.close(FULL)
        live_counts.OPEN[self.kind] += 1
        if live_leaving.begun():
            return await self.send_away()
        live_leaving.enter(self)
        _warm_once(type(self).warm)
        self.active = time.monotonic()
        self.watch = asyncio.create_task(self._watch())
        await self._tell("ready", limits={**LIMITS, "idle_s": settings.LIVE_IDLE_S})

    async def receive(self, text_data=None, bytes_data=None):
        self.active = time.monotonic()
        if len(bytes_data or b"") > FRAME_BYTES + SENT.size or len(text_data or "") > TEXT_CHARS:
            return await self._stop(TOO_LARGE)
        try:
            if text_data is None:
                self._take(bytes_data)
            else:
                await self.follow(_parsed(text_data))
        except Refused as refusal:
            await self._tell("error", code=refusal.code, detail=str(refusal))

    async def follow(self, message: dict) -> None:
        """Answer a text message; those of further types are a subclass's. Raises Refused."""
        if message["type"] != "configure":
            raise Refused("bad_message", _("This socket takes configure messages and frames."))
        await self._tell("configured", **await self.configure(message))

    async def send_away(self) -> None:
        """This process ends: the frame that is worked on is answered, and the client told to come back, which will be elsewhere."""
        await self.frames.finish()
        await self._tell("reconnect", within_ms=settings.LIVE_RETURN_MS)
        await self._stop(MOVING)

    def _take(self, data):
        if live_leaving.begun():
            return
        if len(data) <= SENT.size:
            raise Refused("bad_message", _("A frame is its number, its time and a picture."))
        self.frames.take(data)

    async def _watch(self):
        while time.monotonic() - self.active < settings.LIVE_IDLE_S:
            await asyncio.sleep(min(STATS_S, settings.LIVE_IDLE_S))
            await self._tell("stats", **self.frames.statistics())
        await self._stop(IDLE)

    async def _tell(self, kind, **fields):
        await self.send(text_data=json.dumps({"type": kind, **fields}))

    async def _stop(self, code):
        live_counts.CLOSED[self.kind, code] += 1
        self._end()  # first, so that nobody sends behind the close
        await self.close(code)

    def _end(self):
        if self.ticket is not None:
            live_sessions.leave(self.ticket)
            live_counts.OPEN[self.kind] -= 1
            self.ticket = None
        self.frames.end()
        if self.watch is not None and self.watch is not asyncio.current_task():
            self.watch.cancel()
        live_leaving.leave(self)


_warmed = set()


def _warm_once(function):
    """In the background, with the first stream: a server on which nobody streams does without 100 MB."""
    if function is not None and function not in _warmed:
        _warmed.add(function)
        threading.Thread(target=function, name="warm", daemon=True).start()


def _parsed(text):
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Refused("bad_message", _("This socket takes configure messages and frames."))
    return message
