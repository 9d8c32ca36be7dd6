"""The notification socket: how many notifications are unread, and each new one as it comes. Clients say nothing on it."""

import json
from collections import Counter

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from accounts.sessions import person_of
from leaderboard import live_notices
from leaderboard.models import Notification

SIGNED_OUT, FULL, UNEXPECTED = 4401, 4429, 1008  # close codes
MOST_TABS = 20
_open = Counter()  # by person, in this process


class NoticeConsumer(AsyncWebsocketConsumer):
    group = None

    async def __call__(self, scope, receive, send):
        try:
            await super().__call__(scope, receive, send)
        finally:  # however it ended: an error or a cancelled task sees no `disconnect`
            if self.group is not None:
                _leave(scope["user"].pk)
                await self.channel_layer.group_discard(self.group, self.channel_name)

    async def connect(self):
        await self.accept()  # a browser tells its page the code of an open socket only
        user = self.scope["user"]
        if not user.is_authenticated:
            return await self.close(SIGNED_OUT)
        if _open[user.pk] >= MOST_TABS:
            return await self.close(FULL)
        self.group = live_notices.group(user.pk)
        _open[user.pk] += 1
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self._tell(unread=await database_sync_to_async(Notification.objects.told(user).unread_count)())

    async def receive(self, text_data=None, bytes_data=None):
        await self.close(UNEXPECTED)

    async def notices_changed(self, event):
        if await database_sync_to_async(person_of)(self.scope["session"].session_key) is None:
            return await self.close(SIGNED_OUT)
        await self._tell(**{key: event[key] for key in ("unread", "text", "address") if key in event})

    async def _tell(self, **fields):
        await self.send(text_data=json.dumps({"type": "notices", **fields}))


def _leave(person_pk):
    _open[person_pk] -= 1
    if not _open[person_pk]:
        del _open[person_pk]
