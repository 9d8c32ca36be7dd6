"""{% provider_buttons next %} and {% sign_in_ways %}: the providers that have keys."""

from django import template
from django.conf import settings

from accounts.providers import PROVIDERS

register = template.Library()


@register.inclusion_tag("accounts/_provider_buttons.html", takes_context=True)
def provider_buttons(context, next_address=""):
    """Buttons to sign in or up with; after it the person goes on to `next_address`."""
    return {"providers": [PROVIDERS[key] for key in settings.SIGN_IN_KEYS], "next": next_address, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("accounts/_sign_in_ways.html", takes_context=True)
def sign_in_ways(context):
    """Each provider with a button to link or unlink it: those that can be used, and those that are linked."""
    linked = set(context["user"].social_auth.values_list("provider", flat=True))
    rows = [(row, row.key in linked) for row in PROVIDERS.values() if row.key in settings.SIGN_IN_KEYS or row.key in linked]
    return {"ways": rows, "csrf_token": context.get("csrf_token")}
