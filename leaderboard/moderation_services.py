"""What staff, and two rules of ours, do to results, comments and people. Each is logged with the former state, told to whom it
concerns, and can be undone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refused import Refused
from accounts.services import hold_people, hold_who_stay
from leaderboard import moderation_state, moderation_telling
from leaderboard.board_writes import photo_ids, photos_following
from leaderboard.lock_order import lock_result
from leaderboard.models import Comment, ModerationAction, Report, SharedResult

Kind, HiddenBy = ModerationAction.Kind, SharedResult.HiddenBy
MODERATE, BAN = "leaderboard.moderate", "leaderboard.ban_people"


@contextmanager
def locked(*, by: User | None = None, also: Report | None = None, **target) -> Iterator[None]:
    """A transaction in which nobody else reports or moderates this thing, a result, a comment or a person; it is as the database
    has it. `by` does so now; who reported it, or what `also` is about, will be told.

    Raises DoesNotExist where it, whose it is, or who does it is gone.
    """
    result, comment, person = (target.get(name) for name in ("result", "comment", "person"))
    with transaction.atomic():
        reporters = _open_reports(target, also).filter(reporter__isnull=False).values_list("reporter", flat=True)
        hold_people(_about(**target).pk, *([by.pk] if by else []), others=reporters)
        if result is not None:
            with photos_following([result.analysis.photo_id]):
                result.refresh_from_db()
                yield
        elif comment is not None:
            lock_result(SharedResult.objects.all(), comment.result_id)
            comment.refresh_from_db()
            yield
        else:
            User.objects.select_for_update(no_key=True).get(pk=person.pk)
            person.refresh_from_db()
            yield


def hold_result(*, result: SharedResult, reason: str, note: str = "", hidden_by: str = HiddenBy.REPORTS) -> ModerationAction:
    """Have only staff and the owner see a result until a human has looked. For rules of ours."""
    change = partial(moderation_state.put_result, result, hidden_by)
    return _moderate(Kind.HOLD, change, actor=None, reason=reason, note=note, result=result)


def hold_comment(*, comment: Comment, reason: str, note: str = "", hidden_by: str = HiddenBy.REPORTS) -> ModerationAction:
    """`hold_result` for a comment."""
    return _moderate(Kind.HOLD, partial(moderation_state.put_comment, comment, True), actor=None, reason=reason, note=note, comment=comment)


def hide_result(*, actor: User, result: SharedResult, reason: str, note: str = "") -> ModerationAction:
    """Have only staff and the owner see a result; open reports of it are upheld.

    Raises:
        PermissionDenied: the actor may not moderate this owner's things.
        Refused: "nothing_to_do", it is so already.
    """
    change = partial(moderation_state.put_result, result, HiddenBy.STAFF)
    return _moderate(Kind.HIDE, change, actor=actor, reason=reason, note=note, result=result)


def hide_comment(*, actor: User, comment: Comment, reason: str, note: str = "") -> ModerationAction:
    """`hide_result` for a comment."""
    change = partial(moderation_state.put_comment, comment, True)
    return _moderate(Kind.HIDE, change, actor=actor, reason=reason, note=note, comment=comment)


def approve_result(*, actor: User, result: SharedResult, note: str = "") -> ModerationAction:
    """Show a result to everybody, whatever hid it (but a ban of its owner); open reports of it are dismissed. Raises as `hide_result`."""
    return _moderate(Kind.APPROVE, partial(moderation_state.put_result, result, ""), actor=actor, note=note, result=result)


def approve_comment(*, actor: User, comment: Comment, note: str = "") -> ModerationAction:
    """`approve_result` for a comment."""
    return _moderate(Kind.APPROVE, partial(moderation_state.put_comment, comment, False), actor=actor, note=note, comment=comment)


def approve_person(*, actor: User, person: User, note: str = "") -> ModerationAction:
    """Dismiss the open reports of a person."""
    return _moderate(Kind.APPROVE, lambda: None, actor=actor, note=note, person=person)


def ban_person(*, actor: User, person: User, reason: str, note: str = "", report: Report | None = None) -> ModerationAction:
    """Keep a person out: no sign-in, no session, token or open socket of theirs works, and nobody sees their results.

    Open reports of the person are upheld, and those of what `report` is about.

    Raises:
        PermissionDenied: the actor may not ban people, or not this one.
        Refused: "nothing_to_do"; "yourself".
    """
    return _set_active(Kind.BAN, False, actor, person, reason, note, report)


def unban_person(*, actor: User, person: User, note: str = "") -> ModerationAction:
    """Let a banned person take part again. Results that the ban hid are seen again; what was hidden for another reason is not."""
    return _set_active(Kind.UNBAN, True, actor, person, "", note, None)


def _set_active(kind, is_active, actor, person, reason, note, report):
    if actor.pk == person.pk:
        raise Refused("yourself", _("You cannot do that to yourself."))
    with locked(by=actor, also=report, person=person):
        if person.is_active == is_active:
            raise Refused("nothing_to_do", _("It is so already."))
        with photos_following(photo_ids(moderation_state.results_following(person, is_active))):
            change = partial(moderation_state.put_person, person, is_active)
            action = _moderate(kind, change, actor=actor, reason=reason, note=note, person=person, also=report)
        moderation_telling.tell_account(action)
    return action


def _moderate(kind, change, *, actor, reason="", note="", also=None, **target):
    require_right(actor, kind, **target)
    with locked(by=actor, also=also, **target):
        reports = list(_open_reports(target, also).select_for_update(of=("self",)).select_related("reporter"))
        before = moderation_state.snapshot(**target, reports=() if kind in {Kind.HOLD, Kind.UNBAN} else reports)
        change()
        if before == moderation_state.snapshot(**target):
            raise Refused("nothing_to_do", _("It is so already."))
        action = _log(kind, actor, reason, note, before, **target)
        if "reports" in before:
            _resolve(reports, action)
        moderation_telling.tell_owner(action)
    return action


def undo_action(*, actor: User, action: ModerationAction, note: str = "") -> ModerationAction:
    """Bring back exactly what was before an action, its reports' states too. The latest on a thing first.

    Raises:
        PermissionDenied: the actor had no right to the action itself.
        Refused: "undone", by another already, or itself an undoing; "later", something was done since; "gone", what it was done to is.
    """
    target = {"result": action.result} if action.result else {"comment": action.comment} if action.comment else {"person": action.person}
    about = "result" if "result" in action.before else "comment" if "comment" in action.before else "person"
    if target.get(about) is None:
        raise Refused("gone", _("What this was done to is gone."))
    require_right(actor, action.kind, **target)
    with locked(by=actor, **target):
        theirs = ModerationAction.objects.filter(**_same(**target), undone_by=None).exclude(kind=Kind.UNDO)
        if not theirs.filter(pk=action.pk).exists():
            raise Refused("undone", _("This is undone already."))
        if theirs.filter(pk__gt=action.pk).exists():
            raise Refused("later", _("Something was done since. Undo that first."))
        reports = Report.objects.filter(pk__in=[int(key) for key in action.before.get("reports", {})])
        before = moderation_state.snapshot(**target, reports=reports)
        _restore(action.before, **target)
        undoing = _log(Kind.UNDO, actor, action.reason, note, before, undoes=action, **target)
        moderation_telling.tell_owner(undoing)
        if "person" in target and moderation_telling.changes_anything(undoing):
            moderation_telling.tell_account(undoing)
    return undoing


def _restore(before, result=None, comment=None, person=None):
    if result is not None:
        state = before["result"]
        moderation_state.put_result(result, (state["hidden"] and (state["hidden_by"] or HiddenBy.STAFF.value)) or "")
    elif comment is not None:
        moderation_state.put_comment(comment, before["comment"]["hidden"])
    elif person.is_active != before["person"]["is_active"]:
        is_active = before["person"]["is_active"]
        with photos_following(photo_ids(moderation_state.results_following(person, is_active))):
            moderation_state.put_person(person, is_active)
    moderation_state.put_reports(before.get("reports", {}))


def _same(result=None, comment=None, person=None):
    """Which actions are about the same thing. (An action on a result names its owner too.)"""
    if result is not None or comment is not None:
        return {"result": result, "comment": comment}
    return {"result": None, "comment": None, "person": person}


def _about(result=None, comment=None, person=None) -> User:
    return result.owner if result else comment.author if comment else person


def require_right(actor: User | None, kind: str, **target) -> None:
    """Let pass who may do this to this thing; None is a rule of ours.

    Raises:
        PermissionDenied.
    """
    if actor is None:
        return
    about = _about(**target)
    banning = kind in {Kind.BAN, Kind.UNBAN}
    if not actor.has_perm(BAN if banning else MODERATE):
        raise PermissionDenied
    protected = about.is_superuser or (banning and about.is_staff)
    if protected and not actor.is_superuser:
        raise PermissionDenied


def _open_reports(target, also):
    reports = Report.objects.open().filter(**{"result": None, "comment": None, "person": None, **target})
    if also is not None:
        reports |= Report.objects.open().about_same(also)
    return reports


def _log(kind, actor, reason, note, before, undoes=None, **target):
    named = {**target, "person": _about(**target)}
    return ModerationAction.objects.create(kind=kind, actor=actor, reason=reason, note=note, before=before, undoes=undoes, **named)


def _resolve(reports, action):
    """Close reports and tell who made them. What told visitors apart is forgotten."""
    upheld = action.kind in {Kind.HIDE, Kind.BAN}
    staying = hold_who_stay(report.reporter_id for report in reports if report.reporter_id)  # some came after `locked` had looked
    for report in reports:
        report.state = Report.State.UPHELD if upheld else Report.State.DISMISSED
        report.resolved_at, report.resolved_by = timezone.now(), action.actor
        report.visitor = Report.CHECK if report.is_by_check else ""
        report.save(update_fields=["state", "resolved_at", "resolved_by", "visitor"])
        if report.reporter_id in staying:
            moderation_telling.tell_reporter(report, action)
