"""Staff's decisions in Django admin: an action asks for a reason and a note on a page of its own, then does it and says what came of it."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.refused import Refused
from leaderboard import moderation_services as services
from leaderboard.models import Comment, ModerationAction, Report, SharedResult
from leaderboard.moderation_forms import DecisionForm

Kind = ModerationAction.Kind

TITLES = {
    Kind.APPROVE: gettext_lazy("Approve: everybody may see it"),
    Kind.HIDE: gettext_lazy("Hide: only its owner and staff see it"),
    Kind.BAN: gettext_lazy("Ban the person"),
    Kind.UNBAN: gettext_lazy("Lift the ban"),
    Kind.UNDO: gettext_lazy("Undo"),
}
APPROVE = {SharedResult: ("result", services.approve_result), Comment: ("comment", services.approve_comment)}
HIDE = {SharedResult: ("result", services.hide_result), Comment: ("comment", services.hide_comment)}


def decide(request: HttpRequest, rows: Iterable, kind: str, action: str):
    """An admin action's answer: the page that asks, or None once it is done. `rows` are reports, results, comments or actions;
    `action` is the name under which the form comes back.
    """
    rows = list(rows)
    is_answer = "decided" in request.POST
    first = rows[0].reason if rows and isinstance(rows[0], Report) else Report.Reason.OTHER
    form = DecisionForm(kind, request.POST if is_answer else None, initial={"reason": first})
    if not (is_answer and form.is_valid()):
        context = {"form": form, "rows": rows, "title": TITLES[kind], "action": action, "is_hard": kind in {Kind.HIDE, Kind.BAN}}
        return render(request, "admin/leaderboard/decide.html", context)
    number = sum(_try(request, row, kind, form.cleaned_data) for row in rows)
    if number:
        messages.success(request, ngettext("Done, %(number)d time.", "Done, %(number)d times.", number) % {"number": number})
    return None


def _try(request, row, kind, values) -> bool:
    try:
        _do(row, kind, actor=request.user, **values)
    except PermissionDenied:
        messages.error(request, _("%(row)s: you have no right to do that.") % {"row": row})
    except Refused as error:
        messages.warning(request, f"{row}: {error}")
    except ObjectDoesNotExist:
        messages.warning(request, _("%(row)s: it is gone.") % {"row": row})
    else:
        return True
    return False


def _do(row, kind, **values):
    report = row if isinstance(row, Report) else None
    if kind == Kind.UNDO:
        return services.undo_action(action=row, **values)
    if kind == Kind.UNBAN:
        return services.unban_person(person=row.person, **values)
    thing = row.target if report else row
    if kind == Kind.BAN:
        return services.ban_person(person=_owner(thing), report=report, **values)
    if isinstance(thing, User):
        if kind == Kind.HIDE:
            raise Refused("person", _("A person cannot be hidden, only banned."))
        return services.approve_person(person=thing, **values)
    name, service = (APPROVE if kind == Kind.APPROVE else HIDE)[type(thing)]
    return service(**{name: thing}, **values)


def _owner(thing):
    return thing.owner if isinstance(thing, SharedResult) else thing.author if isinstance(thing, Comment) else thing


def may_decide(request: HttpRequest) -> bool:
    return request.user.has_perm(services.MODERATE) or request.user.has_perm(services.BAN)
