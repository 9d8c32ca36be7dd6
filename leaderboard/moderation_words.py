"""What people read about moderation in their notifications: what happened, why, and what they can do."""

from django.utils.translation import gettext as _

from leaderboard.models import ModerationAction, Report

Kind = ModerationAction.Kind


def sentence(details: dict) -> str:
    """Of a notification's details, which are those of `leaderboard.moderation_telling`."""
    text = _what(details)
    reason = details.get("reason")
    if reason in Report.Reason.values and details.get("action") in {Kind.HOLD, Kind.HIDE}:
        text += " " + _("What it is about: %(reason)s.") % {"reason": Report.Reason(reason).label}
    return text


def _what(details):
    texts = {
        (Kind.HOLD, "result"): _("Your look waits until one of our staff has seen it; until then only you can. There is nothing to do."),
        (Kind.HOLD, "comment"): _("Your comment waits until one of our staff has read it; until then only you can."),
        (Kind.HIDE, "result"): _("Our staff have hidden your look from the others. Its page says what you can do."),
        (Kind.HIDE, "comment"): _("Our staff have hidden your comment from the others. You can write another, or delete it."),
        (Kind.APPROVE, "result"): _("Our staff have looked at your look and it is fine: everybody can see it."),
        (Kind.APPROVE, "comment"): _("Our staff have read your comment and it is fine: everybody can see it."),
        (Kind.UNBAN, "person"): _("You can take part again. Welcome back."),
        ("report", "upheld"): _("You reported something, and our staff agree with you. Thank you."),
        ("report", "dismissed"): _("You reported something; our staff looked at it and let it stand. Thank you all the same."),
    }
    undone = {
        ("result", False): _("Our staff have thought again: everybody can see your look."),
        ("result", True): _("Our staff have thought again: the others do not see your look any more."),
        ("comment", False): _("Our staff have thought again: everybody can see your comment."),
        ("comment", True): _("Our staff have thought again: the others do not see your comment any more."),
        ("person", False): _("You can take part again. Welcome back."),
    }
    if details.get("action") == Kind.UNDO:
        found = undone.get((details.get("thing"), details.get("hidden")))
    else:
        found = texts.get((details.get("action"), details.get("outcome") or details.get("thing")))
    return found or _("Our staff have decided something about what is yours.")
