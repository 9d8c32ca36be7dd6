"""{% mark_ties results %} before a list of tiles, and {% bell %} in the masthead."""

from django import template

from leaderboard.models import Notification, SharedResult
from leaderboard.ties import mark_ties as mark

register = template.Library()


@register.simple_tag(takes_context=True)
def mark_ties(context, results):
    """Have the hearts and bookmarks of this result, or of these results or entries of the board, show what the reader likes and keeps."""
    rows = [results] if isinstance(results, SharedResult) else results
    mark(context["request"].user, [getattr(row, "result", row) for row in rows])
    return ""


@register.inclusion_tag("leaderboard/_bell.html", takes_context=True)
def bell(context):
    """The link to the notifications, with how many are unread."""
    user = context["user"]
    return {"unread": Notification.objects.filter(recipient=user).unread_count(), "here": context["request"].path}
