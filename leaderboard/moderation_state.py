"""What a moderation action changes, as it stands, and how to bring it back: the same for every kind of action and for its undoing."""

from accounts.models import User
from leaderboard import comment_services, lock_order
from leaderboard.models import Comment, Report, SharedResult

HiddenBy = SharedResult.HiddenBy


def snapshot(*, result=None, comment=None, person=None, reports=()) -> dict:
    """JSON of the state of these, to be kept with the action that is about to change them."""
    state = {}
    if result is not None:
        state["result"] = {"hidden": result.hidden, "hidden_by": result.hidden_by}
    if comment is not None:
        state["comment"] = {"hidden": comment.hidden and not comment.hidden_by_ban}
    if person is not None:
        state["person"] = {"is_active": person.is_active}
    if reports:
        state["reports"] = {str(report.pk): report.state for report in reports}
    return state


def put_result(result: SharedResult, hidden_by: str) -> None:
    """Hide a result for this reason, or show it to everybody for "". Nothing of a banned person's is shown. Its photo follows:
    call it within `photos_following`.
    """
    if not hidden_by or hidden_by == HiddenBy.BAN:
        hidden_by = "" if result.owner.is_active else HiddenBy.BAN.value
    result.hidden, result.hidden_by = bool(hidden_by), hidden_by
    result.save(update_fields=["hidden", "hidden_by"])


def put_comment(comment: Comment, hidden: bool) -> None:
    """Hide a comment, or show it to everybody; nothing of a banned person's is shown."""
    by_ban = not hidden and not comment.author.is_active
    comment_services.set_hidden(comment=comment, hidden=hidden or by_ban)
    comment.hidden, comment.hidden_by_ban = hidden or by_ban, by_ban
    comment.save(update_fields=["hidden_by_ban"])


def put_person(person: User, is_active: bool) -> None:
    """Let a person take part, or not. What everybody saw of them follows; what was hidden for another reason stays hidden.

    Within `photos_following` of the photos of `results_following`.
    """
    lock_order.lock_results_around(person)
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    hidden_by = "" if is_active else HiddenBy.BAN.value
    results_following(person, is_active).update(hidden=not is_active, hidden_by=hidden_by)
    comment_services.follow_ban(person=person)


def results_following(person: User, is_active: bool):
    """The results that change when the person is banned or not any more."""
    theirs = SharedResult.objects.filter(owner=person)
    return theirs.filter(hidden=True, hidden_by=HiddenBy.BAN) if is_active else theirs.filter(hidden=False)


def put_reports(states: dict[str, str]) -> None:
    """Bring reports back to earlier states. One that its reporter has meanwhile made anew stays as it is."""
    for report in Report.objects.select_for_update().filter(pk__in=[int(key) for key in states]):
        state = states[str(report.pk)]
        again = Report.objects.open().about_same(report).filter(reporter=report.reporter_id, reporter__isnull=False)
        if state == Report.State.OPEN and again.exclude(pk=report.pk).exists():
            continue
        report.state = state
        if state == Report.State.OPEN:
            report.resolved_at = report.resolved_by = None
        report.save(update_fields=["state", "resolved_at", "resolved_by"])
