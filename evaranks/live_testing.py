"""A client of the live sockets for tests, through the real application."""

import asyncio
import json
import struct
from contextlib import asynccontextmanager

from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

EFFECTS = "/ws/live/effects/"
ORIGIN = "http://localhost"
PATIENCE_S = 20  # a test on a busy machine


class Stream:
    """One open socket. `close_code` is known once the server has closed it."""

    def __init__(self, communicator: WebsocketCommunicator):
        self.communicator = communicator
        self.close_code = None
        self.passed_over = []

    async def frame(self, number: int, data: bytes, time_ms: int | None = None) -> None:
        head = struct.pack("!II", number, 33 * number if time_ms is None else time_ms)
        await self.communicator.send_to(bytes_data=head + data)

    async def tell(self, text: str | None = None, **message) -> None:
        await self.communicator.send_to(text_data=text if text is not None else json.dumps(message))

    async def configure(self, **options) -> dict:
        """Sends it and returns the answer, `configured` or an error."""
        await self.tell(type="configure", **options)
        return await self.message("configured", "error")

    async def message(self, *kinds: str) -> dict:
        """The next text message of one of these types; others and frames are passed over."""
        while True:
            event = await self._event()
            if "text" in event and (message := json.loads(event["text"]))["type"] in kinds:
                return message

    async def once(self, kind: str) -> dict:
        """The first text message of this type, whether it still comes or came while a frame's answer was awaited."""
        return next((message for message in self.passed_over if message["type"] == kind), None) or await self.message(kind)

    async def answer(self) -> tuple[int, int, int, bytes]:
        """The next frame's answer: number, capture time, microseconds, body. Text messages are passed over."""
        while True:
            event = await self._event()
            if "text" in event:
                self.passed_over.append(json.loads(event["text"]))
            if "bytes" in event:
                return (*struct.unpack_from("!III", event["bytes"]), event["bytes"][12:])

    async def closed(self) -> int:
        """Waits until the server closes, and returns its code."""
        try:
            while True:
                await self._event()
        except ConnectionError:
            return self.close_code

    async def _event(self):
        if self.close_code is not None:
            raise ConnectionError(f"closed with {self.close_code}")
        event = await self.communicator.receive_output(PATIENCE_S)
        if event["type"] == "websocket.close":
            self.close_code = event.get("code", 1000)
            raise ConnectionError(f"closed with {self.close_code}")
        return event


@asynccontextmanager
async def open_stream(user=None, *, path=EFFECTS, origin=ORIGIN, address="10.0.0.1", headers=()):
    """A stream of `user`, or of an anonymous visitor. Raises ConnectionRefusedError where the handshake is."""
    from evaranks.asgi import application

    headers = [(b"host", b"localhost"), *headers]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    if user is not None:
        headers.append((b"cookie", (await sync_to_async(_cookie)(user)).encode()))
    communicator = WebsocketCommunicator(application, path, headers)
    communicator.scope["client"] = [address, 50000]
    accepted, _ = await communicator.connect(PATIENCE_S)
    if not accepted:
        raise ConnectionRefusedError
    try:
        yield Stream(communicator)
    finally:
        if not communicator.future.done():
            await communicator.disconnect(timeout=PATIENCE_S)


def run(test) -> None:
    """Run the coroutine function `test(open_stream)` where database calls are made in this thread, on the test's connection."""

    async def main():
        await asyncio.wait_for(test(open_stream), 90)

    async_to_sync(main)()


def _cookie(user):
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
