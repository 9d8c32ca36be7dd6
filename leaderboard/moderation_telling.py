"""Who is told what about moderation: those to whom it was done, and who reported it."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import jobs, live_accounts
from leaderboard.models import ModerationAction, Notification, Report
from leaderboard.notice_services import notify

Kind = ModerationAction.Kind


def tell_owner(action: ModerationAction) -> None:
    """Tell the person in the app, if anything has changed for them: a dismissed report of what stayed visible is none of that.
    What waited and is hidden now looks the same to others, but it waits no more.
    """
    if action.kind != Kind.HIDE and not changes_anything(action):
        return
    details = {"action": action.kind, "id": action.pk, "reason": action.reason, "automatic": action.is_automatic}
    thing = next((name for name in ("result", "comment", "person") if name in action.before), "person")
    hidden = thing != "person" and getattr(action, thing).hidden
    about = {"result": action.comment.result if action.comment else action.result, "comment": action.comment}
    notify(recipient=action.person, kind=Notification.Kind.MODERATION, details={**details, "thing": thing, "hidden": hidden}, **about)


def changes_anything(action: ModerationAction) -> bool:
    """Whether what it was done to is shown differently since."""
    for name, fields in (("result", ("hidden",)), ("comment", ("hidden",)), ("person", ("is_active",))):
        if name in action.before:
            return any(getattr(getattr(action, name), field) != action.before[name][field] for field in fields)
    return False


def tell_reporter(report: Report, action: ModerationAction) -> None:
    """Tell who reported something what came of it; not where it is, since they may not see it any more."""
    details = {"action": "report", "id": report.pk, "decision": action.pk, "outcome": report.state}
    notify(recipient=report.reporter, kind=Notification.Kind.MODERATION, details=details)


def tell_account(action: ModerationAction) -> None:
    """Mail a person who is banned, or not any more: in the app they could not read it. A ban ends what they have open."""
    jobs.enqueue(mail_ban, action_id=action.pk)
    if not action.person.is_active:
        live_accounts.close_sockets(action.person)


@jobs.job
def mail_ban(*, action_id: int) -> None:
    """The mail of a ban or of its end."""
    action = ModerationAction.objects.select_related("person").filter(pk=action_id, person__isnull=False).first()
    if action is None:
        return
    with translation.override(action.person.language):
        # Who could take part before cannot any more: so it is right for the undoing of either, too.
        is_banned = action.before["person"]["is_active"]
        context = {"action": action, "is_banned": is_banned, "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}
        subject = _("Your EvaRanks account is closed") if is_banned else _("Your EvaRanks account is open again")
        send_mail(subject, render_to_string("leaderboard/ban_email.txt", context), None, [action.person.email])
