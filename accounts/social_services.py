"""Writes of sign-ins through a provider."""

import secrets
import time
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from social_django.models import Nonce, Partial, UserSocialAuth

from accounts import services, usernames
from accounts.models import DataDeletion, User

MOST_TRIES = 50
UNFINISHED_S = 3600


class EmailTaken(Exception):
    """Another account has the address."""


class IdentityTaken(Exception):
    """The identity is linked to another account."""


class AlreadyLinked(Exception):
    """The account has an identity of this provider already."""


class LastWayIn(Exception):
    """Without this link nobody could sign in to the account any more."""


def create_account(*, name: str, email: str, provider: str, uid: str, id_key: str = "") -> tuple[User, UserSocialAuth]:
    """An account without a password for a new person, its username made of `name`, and the link by which they sign in.

    Raises:
        EmailTaken, IdentityTaken: nothing was made.
    """
    language = get_language() if get_language() in User.Language.values else User.Language.ENGLISH
    with transaction.atomic():
        for username in islice(usernames.suggestions(name), MOST_TRIES):
            if User.objects.filter(email__iexact=email).exists():
                raise EmailTaken
            if User.objects.filter(username__iexact=username).exists():
                continue
            try:
                with transaction.atomic():
                    user = User.objects.create_user(username, email, language=language)
            except IntegrityError:
                continue  # somebody was quicker, with the username or the address: look again
            return user, _add_link(user, provider, uid, id_key)
    raise RuntimeError("no free username")  # 50 random numbers in a row were taken


def link_identity(*, user: User, provider: str, uid: str, id_key: str = "") -> UserSocialAuth:
    """Let the provider's identity sign in to the account.

    Raises:
        AlreadyLinked, IdentityTaken: nothing has changed.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two windows at once do not link two identities
        if user.social_auth.filter(provider=provider).exists():
            raise AlreadyLinked
        return _add_link(user, provider, uid, id_key)


def _add_link(user: User, provider: str, uid: str, id_key: str) -> UserSocialAuth:
    try:
        with transaction.atomic():
            return UserSocialAuth.objects.create(user=user, provider=provider, uid=uid, id_key=id_key)
    except IntegrityError as error:
        raise IdentityTaken from error


def unlink_identity(*, user: User, provider: str) -> None:
    """Take the provider's link away; without one nothing happens.

    Raises:
        LastWayIn: the account has no password and no link to another provider that is configured; nothing has changed.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        others = locked.social_auth.exclude(provider=provider).filter(provider__in=settings.SIGN_IN_KEYS)
        if not locked.has_usable_password() and not others.exists():
            raise LastWayIn
        locked.social_auth.filter(provider=provider).delete()


def delete_identity(*, provider: str, uid: str) -> DataDeletion:
    """What the provider asks for when a person has their data deleted there: the link goes, and with it an account that has
    neither a password nor a link to another provider. The record returned says so and names nobody.
    """
    with transaction.atomic():
        services.wait_for_leavers()
        link = _lock_link(provider, uid)
        deleted = DataDeletion.Deleted.NOTHING
        if link and not _has_other_ways_in(link):
            return services.delete_account(user=link.user, provider=provider)
        if link:
            link.delete()
            deleted = DataDeletion.Deleted.LINK
        return DataDeletion.objects.create(code=secrets.token_hex(16), provider=provider, deleted=deleted)


def deauthorise_identity(*, provider: str, uid: str) -> None:
    """The person took our app out of their account there. The link goes; where it is the only way in it stays, so that they
    can come back, but every session ends.
    """
    with transaction.atomic():
        link = _lock_link(provider, uid)
        if link and _has_other_ways_in(link):
            link.delete()
        elif link:
            link.user.set_unusable_password()  # a new random one: sessions are bound to it
            link.user.save(update_fields=["password"])


def _lock_link(provider: str, uid: str) -> UserSocialAuth | None:
    """The link with its account locked: an unlinking, or a password being set, waits."""
    owner = UserSocialAuth.objects.filter(provider=provider, uid=uid).values("user")
    list(User.objects.select_for_update().filter(pk__in=owner).values_list("pk"))
    return UserSocialAuth.objects.select_related("user").filter(provider=provider, uid=uid).first()


def _has_other_ways_in(link: UserSocialAuth) -> bool:
    """Links to providers that are not configured at present count: what is deleted is gone for good."""
    return link.user.has_usable_password() or link.user.social_auth.exclude(pk=link.pk).exists()


def forget_unfinished() -> None:
    """Delete what sign-ins that nobody finished have left."""
    Partial.objects.filter(timestamp__lt=timezone.now() - timedelta(seconds=UNFINISHED_S)).delete()
    Nonce.objects.filter(timestamp__lt=int(time.time()) - UNFINISHED_S).delete()
