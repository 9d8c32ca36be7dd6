"""Writes of comments. A result's `comment_count` counts those that everybody sees, behind the result's lock."""

import uuid
from collections import defaultdict
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User
from accounts.refused import Refused
from accounts.services import hold_people
from leaderboard import comment_texts
from leaderboard.audience import may_see
from leaderboard.lock_order import lock_result
from leaderboard.models import Comment, Notification, Profile, SharedResult
from leaderboard.models.people import Audience
from leaderboard.notice_services import notify

UNDO_S = 3600


def may_comment(user, result: SharedResult) -> bool:
    """Whether the user belongs to those from whom the result's owner takes comments.

    Under an anonymous result all may or nobody: that one follows or is blocked by the owner would tell who it is.
    """
    if not user.is_authenticated:
        return False
    audience = Profile.objects.of(result.owner).comments_from
    if result.anonymous:
        return user.pk == result.owner_id or audience == Audience.EVERYONE
    return may_see(user, result.owner, audience)


def add_comment(*, user: User, result: SharedResult, text: str, comment_id: uuid.UUID | None = None) -> tuple[Comment, bool]:
    """Put the user's comment under a result: (comment, whether it is new).

    `comment_id`: made by the client, so that what is sent twice is written once.

    Raises:
        SharedResult.DoesNotExist: the user may not see it, or it is gone.
        Refused: "comments_closed", the owner takes no comments from the user; "id_taken", by another comment.
        ValidationError: the text is empty or too long.
        accounts.limits.TooOften: nothing has changed.
    """
    text = comment_texts.clean(text)
    limits.spend(user=user, action="comment")
    with transaction.atomic():
        hold_people(user.pk, result.owner_id)
        result = lock_result(SharedResult.objects.visible_to(user), result.pk)
        same = Comment.objects.filter(pk=comment_id).first() if comment_id else None
        if same is not None:
            if (same.author_id, same.result_id, same.text) != (user.pk, result.pk, text):
                raise Refused("id_taken", _("Another comment has this id."))
            return same, False
        _require_open(user, result)
        comment = Comment.objects.create(pk=comment_id or uuid.uuid4(), result=result, author=user, text=text)
        _count(result, 1)
        notify(recipient=result.owner, kind=Notification.Kind.COMMENT, actor=user, result=result, comment=comment)
    return comment, True


def edit_comment(*, user: User, comment: Comment, text: str) -> Comment:
    """Give the user's own comment another text.

    Raises:
        Comment.DoesNotExist, SharedResult.DoesNotExist: it is not the user's, its result is out of their sight, or either is gone.
        Refused: "comments_closed", as for a new one.
        ValidationError: the text is empty or too long.
        accounts.limits.TooOften: nothing has changed.
    """
    text = comment_texts.clean(text)
    limits.spend(user=user, action="comment_edit")
    with transaction.atomic():
        _require_open(user, SharedResult.objects.visible_to(user).select_related("owner").get(pk=comment.result_id))
        comment = Comment.objects.filter(author=user).select_for_update().get(pk=comment.pk)
        if comment.text != text:
            comment.text, comment.edited_at = text, timezone.now()
            comment.save(update_fields=["text", "edited_at"])
    return comment


def delete_comment(*, user: User, comment: Comment) -> str:
    """Delete a comment: its author may, and the result's owner.

    Returns:
        What `restore_comment` takes within UNDO_S; "" for a reported one, since its reports are gone with it.

    Raises:
        Comment.DoesNotExist: it is not the user's to delete, or is gone.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="comment_edit")
    with transaction.atomic():
        result = lock_result(SharedResult.objects.all(), comment.result_id)
        comment = Comment.objects.removable_by(user).select_for_update(of=("self",)).get(pk=comment.pk)
        undo = "" if comment.reports.exists() else _packed(user, comment)
        comment.delete()
        if not comment.hidden:
            _count(result, -1)
    return undo


def restore_comment(*, user: User, undo: str) -> Comment:
    """Undo the user's `delete_comment`: the comment is as it was, and nobody is told of it again. Done twice, it is there once.

    Whether a ban hides it is for the author's account as it stands now to say.

    Raises:
        Refused: "undo_expired", it is too late, or the text is none of ours; "comments_closed", as for a new one, where it is the user's.
        SharedResult.DoesNotExist, User.DoesNotExist: the result is gone or out of the user's sight, or the author is gone.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="comment_edit")
    try:
        values = signing.loads(undo, salt=_salt(user), max_age=UNDO_S)
    except signing.BadSignature:
        raise Refused("undo_expired", _("It is too late to undo this.")) from None
    with transaction.atomic():
        # Before the result, as a ban does: nobody waits in a circle, and no ban passes by.
        author = User.objects.select_for_update(no_key=True).get(pk=values["author"])
        result = lock_result(SharedResult.objects.visible_to(user), values["result"])
        if author.pk == user.pk:
            _require_open(user, result)
        by_ban = not values["hidden"] and not author.is_active
        hiding = {"hidden": values["hidden"] or by_ban, "hidden_by_ban": by_ban}
        kept = {"author": author, "result": result, "text": values["text"], **hiding}
        comment, is_new = Comment.objects.get_or_create(pk=uuid.UUID(values["id"]), defaults=kept)
        if is_new:
            comment.created_at = datetime.fromisoformat(values["created_at"])
            comment.edited_at = datetime.fromisoformat(values["edited_at"]) if values["edited_at"] else None
            comment.save(update_fields=["created_at", "edited_at"])
            if not comment.hidden:
                _count(result, 1)
    return comment


def set_hidden(*, comment: Comment, hidden: bool) -> bool:
    """Have only staff and the author see a comment, or everybody again; whether that changed anything."""
    with transaction.atomic():
        result = lock_result(SharedResult.objects.all(), comment.result_id)
        changed = Comment.objects.filter(pk=comment.pk, hidden=not hidden).update(hidden=hidden) == 1
        if changed:
            _count(result, -1 if hidden else 1)
    return changed


def follow_ban(*, person: User) -> None:
    """Have nobody see what a banned person wrote, or everybody again what the ban alone hid. After `lock_results_around`."""
    hide = not person.is_active
    changing = Comment.objects.filter(author=person, hidden=False) if hide else Comment.objects.filter(author=person, hidden_by_ban=True)
    for number, keys in _by_number(changing).items():
        SharedResult.objects.filter(pk__in=keys).update(comment_count=F("comment_count") + (-number if hide else number))
    changing.update(hidden=hide, hidden_by_ban=hide)


def forget_comments(*, person: User) -> None:
    """Delete all that the person wrote, before the account goes: the counters of others' results follow. After `lock_results_around`."""
    written = Comment.objects.filter(author=person)
    for number, keys in _by_number(written.filter(hidden=False)).items():
        SharedResult.objects.filter(pk__in=keys).update(comment_count=F("comment_count") - number)
    written.delete()


def _by_number(comments):
    """Which results have how many of these comments."""
    groups = defaultdict(list)
    for result, number in comments.order_by().values_list("result").annotate(Count("pk")):
        groups[number].append(result)
    return groups


def _require_open(user, result):
    if not may_comment(user, result):
        raise Refused("comments_closed", _("Not everybody may comment here."))


def _count(result, change):
    result.comment_count += change
    result.save(update_fields=["comment_count"])


def _salt(user):
    return f"undo-comment:{user.pk}"


def _packed(user, comment):
    values = {
        "id": comment.pk.hex,
        "result": comment.result_id.hex,
        "author": comment.author_id,
        "text": comment.text,
        "hidden": comment.hidden and not comment.hidden_by_ban,
        "created_at": comment.created_at.isoformat(),
        "edited_at": comment.edited_at.isoformat() if comment.edited_at else "",
    }
    return signing.dumps(values, salt=_salt(user), compress=True)
