"""The mirror: make-up on live video, for whoever comes by."""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from analysis import makeup_looks
from analysis.models import MakeupLook


@require_safe
def mirror(request):
    """Nothing opens before a tap. `?look=` brings a look of one's own, or one that its owner shares."""
    asked = request.GET.get("look")
    opened = _find_look(request.user, asked) if asked else None
    kept = request.user.makeup_looks.all() if request.user.is_authenticated else []
    context = {
        "opened_look": opened,
        "kept_looks": [known for look in kept if (known := makeup_looks.for_page(look))],
        "missing": bool(asked) and opened is None,
    }
    return render(request, "analysis/mirror.html", context, status=404 if context["missing"] else 200)


def _find_look(user, key):
    try:
        look = MakeupLook.objects.visible_to(user).filter(pk=key).first()
    except ValidationError:  # no UUID
        return None
    return look and makeup_looks.for_page(look)


@require_safe
@cache_control(max_age=300, private=True)
def mirror_effects(request):
    """The effects with their parameters, the built-in looks, and the shapes that the page draws, in the person's language."""
    return JsonResponse(makeup_looks.describe())
