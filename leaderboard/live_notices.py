"""Hands news about notifications to a person's open pages, through the channel layer. What is lost is right on the next page."""

from django.urls import reverse
from django.utils import translation

from accounts import live_sending
from accounts.models import User
from leaderboard import notice_words
from leaderboard.models import Notification


def group(person_pk: int) -> str:
    return f"notices.{person_pk}"


def push(notice: Notification) -> None:
    """Tell the recipient's open pages about a new notification, in the language of the account."""
    with translation.override(notice.recipient.language):
        text = notice_words.sentence(notice)
    push_count(notice.recipient, text=text, address=reverse("leaderboard:notification", args=[notice.pk]))


def push_count(person: User, **news: str) -> None:
    """Tell the person's open pages how many notifications are unread, and `news`."""
    unread = Notification.objects.told(person).unread_count()
    message = {"type": "notices.changed", "unread": unread, **news}
    live_sending.send(group(person.pk), message)
