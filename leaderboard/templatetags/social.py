"""{% bell %} in the masthead."""

from django import template

from leaderboard.models import Notification

register = template.Library()


@register.inclusion_tag("leaderboard/_bell.html", takes_context=True)
def bell(context):
    """The link to the notifications, with how many are unread."""
    user = context["user"]
    return {"unread": Notification.objects.told(user).unread_count(), "here": context["request"].path}
