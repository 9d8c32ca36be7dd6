"""Ends the open sockets of an account that is closed: whatever consumer they belong to, in whatever process.

A page's next request finds nobody signed in; a socket that is open already would stay so.
"""

import asyncio
import logging

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import transaction

from accounts.models import User

CLOSED = 4423  # close code, of this alone: what ended the stream is told by the page
PATIENCE_S = 2
logger = logging.getLogger(__name__)
_loop = None  # the event loop that serves this process' sockets


def close_sockets(person: User) -> None:
    """After this transaction, end what the person has open."""
    transaction.on_commit(lambda: _tell(person.pk))


def _tell(person_pk):
    if _loop is not None and _loop.is_running():
        # On the loop of the sockets: a queue in memory belongs to one.
        asyncio.run_coroutine_threadsafe(_send(person_pk), _loop)
    else:
        async_to_sync(_send)(person_pk)


async def _send(person_pk):
    try:
        await asyncio.wait_for(get_channel_layer().group_send(_group(person_pk), {"type": "account.closed"}), PATIENCE_S)
    except Exception as error:  # the channel layer is away; the account is closed all the same
        logger.warning("Open sockets were not told that their account is closed: %s", type(error).__name__)


def _group(person_pk):
    return f"account.{person_pk}"


class EndWithAccount:
    """ASGI middleware around all consumers, within Channels' authentication."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        global _loop
        user = scope["user"]
        if not user.is_authenticated:
            return await self.application(scope, receive, send)
        _loop = asyncio.get_running_loop()
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(_group(user.pk), channel)
        line = _Line(send)
        serving = asyncio.create_task(self.application(scope, receive, line.send))
        closing = asyncio.create_task(self._closing(user.pk, layer, channel))
        try:
            await asyncio.wait({serving, closing}, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                await line.close()
                await asyncio.wait({serving}, timeout=PATIENCE_S)  # the server tells it that the socket is closed
            if serving.done():
                serving.result()
        finally:
            serving.cancel()
            closing.cancel()
            await layer.group_discard(_group(user.pk), channel)

    async def _closing(self, person_pk, layer, channel):
        """Returns when the account is closed, or was between the authentication and our listening."""
        if await database_sync_to_async(User.objects.filter(pk=person_pk, is_active=True).exists)():
            await layer.receive(channel)


class _Line:
    """The way to the client. What an application still says after the end is not sent."""

    def __init__(self, send):
        self._send = send
        self._open = True
        self._accepted = False

    async def send(self, message):
        self._accepted |= message["type"] == "websocket.accept"
        if self._open:
            await self._send(message)

    async def close(self):
        self._open = False
        await self._send({"type": "websocket.close", **({"code": CLOSED} if self._accepted else {})})
