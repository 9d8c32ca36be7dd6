"""Writes of make-up looks."""

from django.db import transaction

from accounts.models import User
from analysis.models import MakeupLook
from ml_models import effects as makeup

MOST_LOOKS = 60


class TooManyLooks(Exception):
    """The person has MOST_LOOKS looks already."""


def save_makeup_look(*, owner: User, name: str, effects: list[dict], strength: float = 1.0, is_shared: bool = False) -> MakeupLook:
    """Keep a look.

    Raises:
        ml_models.effects.InvalidEffect, TooManyLooks: nothing was kept.
    """
    makeup.parse(effects)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)  # two requests at once do not both get the last place
        if owner.makeup_looks.count() >= MOST_LOOKS:
            raise TooManyLooks
        return MakeupLook.objects.create(owner=owner, name=name, effects=effects, strength=strength, is_shared=is_shared)


def change_makeup_look(*, look: MakeupLook, **changes) -> MakeupLook:
    """Change a look's name, effects, strength or whether its link works for others.

    Raises:
        ml_models.effects.InvalidEffect: nothing has changed.
    """
    if "effects" in changes:
        makeup.parse(changes["effects"])
    for field, value in changes.items():
        setattr(look, field, value)
    look.save(update_fields=list(changes))
    return look


def delete_makeup_look(*, look: MakeupLook) -> None:
    look.delete()
