"""Hands messages to open sockets through the channel layer, from wherever: a page, a job, a command."""

import asyncio
import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

PATIENCE_S = 2
logger = logging.getLogger(__name__)
_loop = None  # the event loop that serves this process' sockets


def listen() -> None:
    """Remember the running event loop: a socket of this process is open on it."""
    global _loop
    _loop = asyncio.get_running_loop()


def send(group: str, message: dict) -> None:
    """Send it to the sockets of a group. What cannot be sent is lost: whatever it tells of has happened all the same."""
    if _loop is not None and _loop.is_running():
        # On the loop of the sockets, since a queue in memory belongs to one; and the caller need not wait for it.
        asyncio.run_coroutine_threadsafe(_send(group, message), _loop)
    else:
        async_to_sync(_send)(group, message)


async def _send(group, message):
    try:
        await asyncio.wait_for(get_channel_layer().group_send(group, message), PATIENCE_S)
    except Exception as error:  # the channel layer is away
        logger.warning("Open sockets were not told %s: %s", message["type"], type(error).__name__)
