"""Writes of notifications. Others call `notify` inside the transaction that writes what they tell about."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import limits
from accounts.models import User
from leaderboard import live_notices
from leaderboard.models import Comment, Notification, Profile, SharedResult, Silence

KEPT_DAYS = 90  # after it was read
# What can be turned off. What our staff decide about a person is always told.
CHOICES = [kind for kind in Notification.Kind if kind != Notification.Kind.MODERATION]


def notify(
    *,
    recipient: User,
    kind: str,
    actor: User | None = None,
    result: SharedResult | None = None,
    comment: Comment | None = None,
    details: dict | None = None,
) -> Notification | None:
    """Tell a person something, once; after the commit their open pages hear of it.

    Told already is not told again: a like by its actor and result, a follow by its actor, a comment by itself, the hall's
    and the staff's by result and details (so these name the occasion: a week and a place, an action's id).
    Nobody is told what they did themselves, what somebody whom they silenced did, or what they do not want to hear.

    Returns:
        The notification, or None where there is nothing new to tell.
    """
    if actor is not None and (actor.pk == recipient.pk or Silence.objects.filter(person=recipient, other=actor).exists()):
        return None
    if kind in CHOICES and Profile.objects.filter(person=recipient, unwanted_notices__contains=[kind]).exists():
        return None
    same = {"recipient": recipient, "kind": kind, **_identity(kind, actor, result, comment, details or {})}
    rest = {"actor": actor, "result": result, "comment": comment, "details": details or {}}
    notice, is_new = Notification.objects.get_or_create(**same, defaults=rest)
    if not is_new:
        return None
    transaction.on_commit(lambda: live_notices.push(notice))
    return notice


def _identity(kind, actor, result, comment, details):
    if kind == Notification.Kind.LIKE:
        return {"actor": actor, "result": result}
    if kind == Notification.Kind.FOLLOW:
        return {"actor": actor}
    if kind == Notification.Kind.COMMENT:
        return {"comment": comment}
    return {"result": result, "details": details}


def read_notices(*, user: User, ids: list | None = None) -> int:
    """Mark these of the user's notifications as read, or all of them; how many were unread. Other tabs' bells follow.

    Raises:
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="notices")
    unread = Notification.objects.told(user).unread()
    number = (unread if ids is None else unread.filter(pk__in=ids)).update(read_at=timezone.now())
    if number:
        transaction.on_commit(lambda: live_notices.push_count(user))
    return number


def read_line(*, notice: Notification) -> int:
    """`read_notices` for one line of the recipient's page: a notification, and where it is a like the result's others."""
    ids = [notice.pk]
    if notice.kind == Notification.Kind.LIKE:
        likes = Notification.objects.filter(recipient=notice.recipient_id, kind=notice.kind, result=notice.result_id)
        ids = list(likes.unread().values_list("pk", flat=True))
    return read_notices(user=notice.recipient, ids=ids)


def choose_kinds(*, user: User, wanted: list[str]) -> None:
    """Have the user told about these kinds alone, from now on.

    Raises:
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="profile")
    unwanted = [kind.value for kind in CHOICES if kind not in wanted]
    Profile.objects.update_or_create(person=user, defaults={"unwanted_notices": unwanted})


def delete_old_notices() -> int:
    """Delete what was read more than KEPT_DAYS ago; how many there were."""
    return Notification.objects.filter(read_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()[0]
