"""Writes of reports: by people, by visitors without an account, and by the automatic check."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import limits, plain_text
from accounts.models import User
from accounts.refused import Refused
from leaderboard import moderation_services
from leaderboard.checks import Doubt
from leaderboard.models import Comment, ModerationAction, Report, SharedResult
from leaderboard.report_weights import PRIORITIES, needed, weigh

NOTE_LENGTH = 500


def report_result(*, result: SharedResult, reason: str, note: str = "", reporter: User | None = None, address: str = "") -> Report:
    """Tell staff about a shared result; reported before and still open, that report is returned as it stands.

    Without a `reporter` it is a visitor's, told apart by the address: whoever is in somebody's picture may have no account.
    Enough weight of reports holds the result until a human has seen it, see `report_weights`.

    Raises:
        SharedResult.DoesNotExist: the reporter does not see it, or it is gone.
        Refused: "own".
        accounts.limits.TooOften: nothing has changed.
    """
    seen = SharedResult.objects.visible_to(reporter) if reporter else SharedResult.objects.visible()
    result = seen.select_related("owner").get(pk=result.pk)
    return _report(reporter, address, reason, note, result.owner, result=result)


def report_comment(*, comment: Comment, reason: str, note: str = "", reporter: User | None = None, address: str = "") -> Report:
    """`report_result` for a comment. Raises Comment.DoesNotExist."""
    seen = Comment.objects.visible_to(reporter) if reporter else Comment.objects.filter(hidden=False)
    comment = seen.select_related("author", "result").get(pk=comment.pk)
    if not SharedResult.objects.visible().filter(pk=comment.result_id).exists():
        raise Comment.DoesNotExist
    return _report(reporter, address, reason, note, comment.author, comment=comment)


def report_person(*, person: User, reason: str, note: str = "", reporter: User | None = None, address: str = "") -> Report:
    """`report_result` for a person; nothing happens to them before a human has looked. Raises User.DoesNotExist."""
    person = User.objects.get(pk=person.pk, is_active=True)
    return _report(reporter, address, reason, note, person, person=person)


def hold_by_check(*, result: SharedResult, doubt: Doubt) -> Report:
    """Hide what is just being shared until a human has looked, and put it in their queue."""
    moderation_services.hold_result(result=result, reason=doubt.reason, note=doubt.note, hidden_by=SharedResult.HiddenBy.CHECK)
    values = {"reason": doubt.reason, "note": doubt.note, "priority": PRIORITIES[doubt.reason]}
    return Report.objects.get_or_create(visitor=Report.CHECK, result=result, state=Report.State.OPEN, defaults=values)[0]


def _report(reporter, address, reason, note, about, **target):
    if reporter is not None and reporter.pk == about.pk:
        raise Refused("own", _("This is yours. You can change it or take it down yourself."))
    limits.spend(user=reporter, address=address, action="report" if reporter else "report_visitor")
    who = {"reporter": reporter} if reporter else {"reporter": None, "visitor": _visitor(address)}
    values = {"reason": reason, "note": plain_text.clean_line(note)[:NOTE_LENGTH], "priority": PRIORITIES[reason]}
    with moderation_services.locked(by=reporter, **target):
        report, is_new = Report.objects.get_or_create(**who, **target, state=Report.State.OPEN, defaults=values)
        if is_new:
            _hold_if_enough(**target)
    return report


def _visitor(address):
    """Tells one visitor's reports from another's, and cannot be turned back into the address without our key."""
    return salted_hmac("leaderboard.report", limits.network(address)).hexdigest()[:32]


def _hold_if_enough(result=None, comment=None, person=None):
    thing = result or comment
    if thing is None or thing.hidden:
        return
    seen = result.seen_count if result else comment.result.seen_count
    open_reports = Report.objects.open().filter(result=result, comment=comment).exclude(visitor=Report.CHECK).select_related("reporter")
    approved = ModerationAction.objects.filter(kind=ModerationAction.Kind.APPROVE, undone_by=None, result=result, comment=comment)
    if comment and comment.edited_at:
        approved = approved.filter(created_at__gt=comment.edited_at)  # what staff read, not what it was made into
    if weigh(open_reports, timezone.now()) < needed(seen) or approved.exists():
        return
    worst = max(open_reports, key=lambda report: report.priority)
    hold = partial(moderation_services.hold_result, result=result) if result else partial(moderation_services.hold_comment, comment=comment)
    with transaction.atomic():
        hold(reason=worst.reason, hidden_by=SharedResult.HiddenBy.REPORTS)
