"""What the writes of the board share."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.models import User
from analysis.services import lock_photos, refresh_public
from leaderboard.card_services import forget_cards
from leaderboard.models import SharedResultQuerySet


@contextmanager
def account_locked(user: User) -> Iterator[None]:
    """A transaction in which the account is neither deleted nor banned. Before locks on its photos, as there: nobody waits in a circle."""
    with transaction.atomic():
        list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
        yield


@contextmanager
def photos_following(photo_ids: list) -> Iterator[None]:
    """A transaction after which the photos are public or private as their results now ask, and no card shows what was."""
    with transaction.atomic():
        lock_photos(photo_ids=photo_ids)
        forget_cards(photo_ids)
        yield
        refresh_public(photo_ids=photo_ids)


def photo_ids(results: SharedResultQuerySet) -> list:
    return list(results.values_list("analysis__photo_id", flat=True))
