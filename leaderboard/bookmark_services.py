"""What people keep, for themselves alone, and the collections in which they put it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import limits, plain_text
from accounts.models import User
from accounts.refused import Refused
from accounts.services import hold_people
from leaderboard.models import Bookmark, Collection, SharedResult

MOST_COLLECTIONS = 100
NAME_LENGTH = 50


def keep_result(*, user: User, result: SharedResult) -> Bookmark:
    """Keep a result; kept already, it stays where it is.

    Raises:
        SharedResult.DoesNotExist: the user may not see it, or it is gone.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="bookmark")
    with transaction.atomic():
        hold_people(user.pk)
        # Locked, or it could go between the look at it and the bookmark, whose foreign key would then fail.
        result = SharedResult.objects.visible_to(user).select_for_update(no_key=True).get(pk=result.pk)
        return Bookmark.objects.get_or_create(owner=user, result=result)[0]


def unkeep_result(*, user: User, result_id) -> bool:
    """Undo `keep_result`; whether it was kept.

    Raises:
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="bookmark")
    return Bookmark.objects.filter(owner=user, result_id=result_id).delete()[0] > 0


def move_bookmark(*, user: User, result_id, collection: Collection | None) -> Bookmark:
    """Put what the user keeps into one of the user's collections, or into none.

    Raises:
        Bookmark.DoesNotExist: the user does not keep it.
        Collection.DoesNotExist: the collection is not the user's, or is gone.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="bookmark")
    with transaction.atomic():
        if collection is not None:
            collection = Collection.objects.filter(owner=user).select_for_update(no_key=True).get(pk=collection.pk)
        bookmark = Bookmark.objects.select_for_update().get(owner=user, result_id=result_id)
        bookmark.collection = collection
        bookmark.save(update_fields=["collection"])
    return bookmark


def create_collection(*, user: User, name: str) -> tuple[Collection, bool]:
    """A collection of the user's by this name: (collection, whether it is new). One of the same name, in any case, is taken.

    Raises:
        ValidationError: the name is empty or too long.
        Refused: "too_many_collections".
        accounts.limits.TooOften: nothing has changed.
    """
    name = _clean(name)
    limits.spend(user=user, action="collection")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two requests at once do not both get the last place
        existing = Collection.objects.filter(owner=user, name__iexact=name).first()
        if existing is not None:
            return existing, False
        if Collection.objects.filter(owner=user).count() >= MOST_COLLECTIONS:
            raise Refused("too_many_collections", _("A hundred collections are the most. Empty one and delete it first."))
        return Collection.objects.create(owner=user, name=name), True


def rename_collection(*, user: User, collection: Collection, name: str) -> Collection:
    """Give one of the user's collections another name.

    Raises:
        Collection.DoesNotExist: it is not the user's, or is gone.
        ValidationError: the name is empty, too long, or another collection's.
        accounts.limits.TooOften: nothing has changed.
    """
    name = _clean(name)
    limits.spend(user=user, action="collection")
    try:
        with transaction.atomic():
            collection = Collection.objects.filter(owner=user).select_for_update().get(pk=collection.pk)
            collection.name = name
            collection.save(update_fields=["name"])
    except IntegrityError:
        raise ValidationError(_("You have a collection of this name already."), code="unique") from None
    return collection


def delete_collection(*, user: User, collection: Collection) -> None:
    """Delete one of the user's collections; what was in it stays kept.

    Raises:
        Collection.DoesNotExist: it is not the user's, or is gone.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="collection")
    Collection.objects.get(owner=user, pk=collection.pk).delete()


def _clean(name):
    name = plain_text.clean_line(name[: 20 * NAME_LENGTH])
    if not name:
        raise ValidationError(_("Give it a name first."), code="blank")
    if len(name) > NAME_LENGTH:
        raise ValidationError(_("A name has at most %(most)d characters.") % {"most": NAME_LENGTH}, code="max_length")
    return name
