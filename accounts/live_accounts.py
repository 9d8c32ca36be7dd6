"""Ends the open sockets of an account that is closed: whatever consumer they belong to, in whatever process.

A page's next request finds nobody signed in; a socket that is open already would stay so.
"""

import asyncio

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import transaction

from accounts import live_sending
from accounts.models import User

CLOSED = 4423  # close code, of this alone: what ended the stream is told by the page


def close_sockets(person: User) -> None:
    """After this transaction, end what the person has open."""
    transaction.on_commit(lambda: live_sending.send(_group(person.pk), {"type": "account.closed"}))


def _group(person_pk):
    return f"account.{person_pk}"


class EndWithAccount:
    """ASGI middleware around all consumers, within Channels' authentication."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        user = scope["user"]
        if not user.is_authenticated:
            return await self.application(scope, receive, send)
        live_sending.listen()
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
                await asyncio.wait({serving}, timeout=live_sending.PATIENCE_S)  # the server tells it that the socket is closed
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
