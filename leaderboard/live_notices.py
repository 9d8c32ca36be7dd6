"""Hands news about notifications to a person's open pages, through the channel layer. What is lost is right on the next page."""

import asyncio
import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from leaderboard import notice_words
from leaderboard.models import Notification

PATIENCE_S = 2
logger = logging.getLogger(__name__)
_loop = None  # the event loop that serves this process' sockets


def group(person_pk: int) -> str:
    return f"notices.{person_pk}"


def listen() -> None:
    """Remember the running event loop: a socket of this process is open on it."""
    global _loop
    _loop = asyncio.get_running_loop()


def push(notice: Notification) -> None:
    """Tell the recipient's open pages about a new notification, in the language of the account."""
    with translation.override(notice.recipient.language):
        text = notice_words.sentence(notice)
    push_count(notice.recipient, text=text, address=reverse("leaderboard:notification", args=[notice.pk]))


def push_count(person: User, **news: str) -> None:
    """Tell the person's open pages how many notifications are unread, and `news`."""
    unread = Notification.objects.filter(recipient=person).unread_count()
    message = {"type": "notices.changed", "unread": unread, **news}
    if _loop is not None and _loop.is_running():
        # On the loop of the sockets, since a queue in memory belongs to one; and the like need not wait for it.
        asyncio.run_coroutine_threadsafe(_send(group(person.pk), message), _loop)
    else:
        async_to_sync(_send)(group(person.pk), message)


async def _send(name, message):
    try:
        await asyncio.wait_for(get_channel_layer().group_send(name, message), PATIENCE_S)
    except Exception as error:  # the channel layer is away: what happened has happened all the same
        logger.warning("A notification was not sent live: %s", type(error).__name__)
