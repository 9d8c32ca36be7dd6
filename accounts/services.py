"""Writes to accounts."""

import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts import personal_data
from accounts.models import User
from ml_models import images

AVATAR_SIDE = 256


def change_avatar(*, user: User, data: bytes) -> None:
    """Make `data` the user's avatar: a clean square JPEG of 256 pixels.

    Raises:
        ml_models.images.InvalidImage: the bytes are no picture that we accept; nothing has changed.
    """
    square = images.crop_square(images.decode(data, max_side=4 * AVATAR_SIDE), AVATAR_SIDE)
    name = default_storage.save(f"avatars/{secrets.token_hex(16)}.jpg", ContentFile(images.encode_jpeg(square)))
    _replace_avatar(user, name)


def remove_avatar(*, user: User) -> None:
    _replace_avatar(user, "")


def _replace_avatar(user: User, name: str) -> None:
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        previous = locked.avatar.name
        locked.avatar = user.avatar = name
        locked.save(update_fields=["avatar"])
        if previous:
            transaction.on_commit(lambda: default_storage.delete(previous))


def delete_account(*, user: User) -> None:
    """Delete the account and, by cascade, all that is its own. Files go once the rows are gone for certain."""
    with transaction.atomic():
        names = personal_data.files_of(user)
        user.delete()
        transaction.on_commit(lambda: delete_files(names))


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
