"""Where the eye and the cursor belong when a form comes back."""

from django import template

register = template.Library()


@register.simple_tag
def focus_first_error(form) -> str:
    """The first field with an error gets the focus, and no other, whatever its widget says for an empty form."""
    fields = form.visible_fields() if form.is_bound else []
    wrong = next((field for field in fields if field.errors), None)
    if wrong:
        for field in fields:
            field.field.widget.attrs.pop("autofocus", None)
        wrong.field.widget.attrs["autofocus"] = True
    return ""
