"""Blocking and muting. Neither is told to the other."""

from django.db import transaction

from accounts import limits
from accounts.models import User
from leaderboard import follow_services, live_notices
from leaderboard.models import Notification, Silence


def silence_person(*, person: User, other: User, kind: str) -> Silence:
    """Have `person` block or mute `other`, see `Silence.Kind`; one takes the other's place. Blocking ends following, both ways.

    What they were told of each other goes, as far as it would not be told now.

    Raises:
        User.DoesNotExist: the other is gone or oneself.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=person, action="silence")
    with transaction.atomic():
        # Who follows takes the same lock: nobody follows past a block that is being made.
        follow_services.lock_pair(person, other)
        silence, _is_new = Silence.objects.update_or_create(person=person, other=other, defaults={"kind": kind})
        if kind == Silence.Kind.BLOCK:
            follow_services.cut_tie(person, other)
            follow_services.cut_tie(other, person)
            _forget(other, person)
        _forget(person, other)
    return silence


def lift_silence(*, person: User, other: User) -> bool:
    """Undo `silence_person`; whether there was anything to undo. Who followed does not follow again by itself."""
    limits.spend(user=person, action="silence")
    return Silence.objects.filter(person=person, other=other).delete()[0] > 0


def _forget(recipient, actor):
    if Notification.objects.filter(recipient=recipient, actor=actor).exclude(kind=Notification.Kind.MODERATION).delete()[0]:
        transaction.on_commit(lambda: live_notices.push_count(recipient))
