"""Writes to accounts."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import consent, live_accounts, personal_data
from accounts.doomed_files import doom_files
from accounts.models import ApiToken, DataDeletion, User
from ml_models import images, runtime

AVATAR_SIDE = 256
MOST_TOKENS = 20
SHOWN_LETTERS = 10
LEAVING = 7_320_003  # the key of PostgreSQL's advisory lock


def develop_avatar(data: bytes) -> bytes:
    """A picture's largest square, as a clean JPEG of 256 pixels. Slow: done in the inference pool.

    Raises:
        ml_models.images.InvalidImage: the bytes are no picture that we accept.
        ml_models.runtime.Busy.
    """
    return runtime.run(_develop_avatar, data)


def _develop_avatar(data):
    return images.encode_jpeg(images.crop_square(images.decode(data, max_side=4 * AVATAR_SIDE), AVATAR_SIDE))


def change_avatar(*, user: User, avatar: bytes) -> None:
    """Make what `develop_avatar` made of a picture the user's avatar.

    Raises:
        User.DoesNotExist: the account was deleted meanwhile; nothing was kept.
    """
    name = default_storage.save(f"avatars/{secrets.token_hex(16)}.jpg", ContentFile(avatar))
    try:
        _replace_avatar(user, name)
    except BaseException:
        delete_files([name])
        raise


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


def delete_account(*, user: User, provider: str = "") -> DataDeletion:
    """Delete the account and all that is its own, here and in others' galleries; others' counters follow. Files go right after.

    Returns:
        The receipt: how many of each kind went. It names nobody. `provider`: which one asked for it.
    """
    with transaction.atomic():
        wait_for_leavers()
        User.objects.select_for_update().get(pk=user.pk)  # an upload under way waits, then finds no owner
        counts = personal_data.counts_of(user)
        names = personal_data.files_of(user)
        names += consent.erase(user, consent.PURPOSES.values()).files
        personal_data.say_farewell(user)
        live_accounts.close_sockets(User(pk=user.pk))  # a copy: deleting takes the key from `user`
        user.delete()
        doom_files(names)
        counts["files"] = len(set(names))
        return DataDeletion.objects.create(
            code=secrets.token_hex(16),
            provider=provider,
            deleted=DataDeletion.Deleted.ACCOUNT,
            counts={kind: number for kind, number in counts.items() if number},
        )


def wait_for_leavers() -> None:
    """Accounts go one after the other: two who like each other's looks would wait for each other. Before the account is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEAVING])


def hold_people(*ids: int, others: Iterable[int] = ()) -> None:
    """Until the transaction ends these accounts do not go, nor those `others` that are still there. Whoever holds or changes them
    too does not wait.

    Raises:
        User.DoesNotExist: one is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [[*ids, *others]])
        if set(ids) - {pk for (pk,) in cursor.fetchall()}:
            raise User.DoesNotExist


def hold_who_stay(ids: Iterable[int]) -> set[int]:
    """As `hold_people`, but without waiting: those of the accounts whom nobody is deleting, or has locked for something else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user WHERE id = ANY(%s) FOR KEY SHARE SKIP LOCKED", [list(ids)])
        return {pk for (pk,) in cursor.fetchall()}


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


class TooManyTokens(Exception):
    """The person has MOST_TOKENS tokens already."""


def create_token(*, owner: User, name: str) -> tuple[ApiToken, str]:
    """A new API token and its secret, which nobody can read again afterwards.

    Raises:
        TooManyTokens: nothing was made.
    """
    secret = f"eva_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)  # two requests at once do not both get the last place
        if owner.api_tokens.count() >= MOST_TOKENS:
            raise TooManyTokens
        return ApiToken.objects.create(owner=owner, name=name, prefix=secret[:SHOWN_LETTERS], digest=token_digest(secret)), secret


def revoke_token(*, token: ApiToken) -> None:
    token.delete()


def token_digest(secret: str) -> str:
    """A plain hash is enough: a secret of 256 random bits cannot be guessed, however fast the hash is."""
    return sha256(secret.encode()).hexdigest()


def note_token_use(*, token: ApiToken) -> None:
    """Remember when the token was last used, to the minute: a write for every request would cost more than it tells."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
    if token.last_used_at is None or token.last_used_at < now - timedelta(minutes=1):
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
