"""The channel layer in Redis, which may go away: what is sent meanwhile is lost, and who listens hears again once it is back.

Its messages are only news: what they tell is in the database too.
"""

import asyncio
import logging

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer, RedisSingleShardConnection, decode_hosts
from redis import RedisError

AWAY = (RedisError, OSError)
AGAIN_S = 1.0
logger = logging.getLogger(__name__)


class ForgivingChannelLayer(RedisPubSubChannelLayer):
    """One connection a process, however many sockets it serves."""

    def _get_layer(self):
        loop = asyncio.get_running_loop()
        is_new = loop not in self._layers
        layer: RedisPubSubLoopLayer = super()._get_layer()
        if is_new:
            layer._shards = [_Connection(host, layer) for host in decode_hosts(self._kwargs["hosts"])]
        return layer


class _Connection(RedisSingleShardConnection):
    """As Channels' own, but what fails is tried again later, in the background, instead of being raised."""

    def __init__(self, host, layer):
        super().__init__(host, layer)
        self._wanted = set()
        self._catching_up = None

    async def publish(self, channel, message):
        try:
            await super().publish(channel, message)
        except AWAY as error:
            logger.warning("News were not told, Redis is away: %s", error)

    async def subscribe(self, channel):
        self._wanted.add(channel)
        try:
            await super().subscribe(channel)
        except AWAY:
            if self._catching_up is None or self._catching_up.done():
                self._catching_up = asyncio.create_task(self._catch_up())

    async def unsubscribe(self, channel):
        self._wanted.discard(channel)
        try:
            await super().unsubscribe(channel)
        except AWAY:
            self._subscribed_to.discard(channel)  # a message to it finds nobody

    async def flush(self):
        if self._catching_up is not None:
            self._catching_up.cancel()
        await super().flush()

    async def _catch_up(self):
        while missing := self._wanted - self._subscribed_to:
            await asyncio.sleep(AGAIN_S)
            try:
                for channel in missing & self._wanted:
                    await super().subscribe(channel)
            except AWAY:
                pass

    async def _do_receiving(self):
        while True:
            try:
                if self._pubsub is not None and self._pubsub.subscribed:
                    self._receive_message(await self._pubsub.get_message(ignore_subscribe_messages=True, timeout=1))
                else:
                    await asyncio.sleep(0.1)
            except AWAY:  # the next call connects and subscribes anew
                await asyncio.sleep(AGAIN_S)
