"""The sentences and addresses of notifications, made when they are shown, in the reader's language."""

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis import styles
from leaderboard import moderation_words
from leaderboard.models import Notification

EXCERPT = 80
Kind = Notification.Kind


def sentence(notice: Notification, others: int = 0) -> str:
    """What happened, as plain text. `others`: how many more people did the same."""
    return _SENTENCES[notice.kind](notice, others)


def address(notice: Notification) -> str:
    """Where the notification leads."""
    if notice.kind == Kind.FOLLOW:
        return notice.actor.get_absolute_url()
    if notice.result is None:
        return reverse("leaderboard:notifications")
    return notice.result.get_absolute_url() + ("#comments" if notice.comment_id else "")


def _liked(notice, others):
    values = {"name": notice.actor.name, "style": notice.result.style.name, "number": others}
    if not others:
        return _("%(name)s likes your %(style)s look.") % values
    one, many = "%(name)s and %(number)d other like your %(style)s look.", "%(name)s and %(number)d others like your %(style)s look."
    return ngettext(one, many, others) % values


def _commented(notice, others):
    text = " ".join(notice.comment.text.split())
    excerpt = text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"
    return _("%(name)s on your %(style)s look: “%(text)s”") % {
        "name": notice.actor.name,
        "style": notice.result.style.name,
        "text": excerpt,
    }


def _followed(notice, others):
    return _("%(name)s follows you now.") % {"name": notice.actor.name}


def _in_the_hall(notice, others):
    week, label = parse_date(str(notice.details.get("week", ""))), notice.details.get("label", "")
    values = {
        "place": notice.details.get("place", 1),
        "board": styles.get(label).name if label else _("all styles"),
        "week": date_format(week, "DATE_FORMAT") if week else "",
    }
    return _("Place %(place)s of %(board)s in the week of %(week)s is yours. The hall of fame has your name.") % values


_SENTENCES = {
    Kind.LIKE: _liked,
    Kind.COMMENT: _commented,
    Kind.FOLLOW: _followed,
    Kind.HALL: _in_the_hall,
    Kind.MODERATION: lambda notice, others: moderation_words.sentence(notice.details),
}
