"""`{% icon "heart" %}` in every template: a picture of static/img/icons.svg, in the colour of the words around it.

A board has some eighty. As included templates they took an eighth of its rendering.
"""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name: str, css_class: str = "") -> str:
    """`css_class`: one more than "icon"."""
    return _markup(name, css_class)


@lru_cache
def _markup(name, css_class):
    classes = f"icon {css_class}" if css_class else "icon"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes,
        static("img/icons.svg"),
        name,
    )
