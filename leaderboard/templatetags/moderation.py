"""What the owner of something hidden is told on its page."""

from email.utils import parseaddr

from django import template
from django.conf import settings

from leaderboard.models import ModerationAction, SharedResult

register = template.Library()


@register.inclusion_tag("leaderboard/_held.html")
def held(result: SharedResult) -> dict:
    """Why others do not see a result and what comes next; nothing where they do."""
    if not result.hidden:
        return {}
    action = ModerationAction.objects.filter(result=result, undone_by=None).exclude(reason="").first()
    return {"result": result, "reason": action.get_reason_display() if action else "", "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}
