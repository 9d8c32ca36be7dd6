"""The share card's address: for whoever shows a link to a result, without cookies."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from leaderboard import card_services
from leaderboard.models import SharedResult
from ml_models import runtime

# Whoever asks with the present key may keep it an hour: what is taken down today is soon gone everywhere.
AN_HOUR, ASK_AGAIN = "public, max-age=3600", "public, no-cache"
LANGUAGES = dict(settings.LANGUAGES)


def card_address(result: SharedResult, language: str) -> str:
    """With the key, so that another caption is another address to everybody who keeps pictures by theirs."""
    address = reverse("leaderboard:card", args=[result.pk, language])
    return f"{address}?v={card_services.card_key(result, language)}"


@require_safe
def card(request, pk, language):
    """What a stranger may see: the same for everybody, the owner and staff too."""
    results = SharedResult.objects.visible_to(AnonymousUser()).select_related("owner", "analysis__photo")
    result = get_object_or_404(results, pk=pk)
    if language not in LANGUAGES:
        raise Http404
    key = card_services.card_key(result, language)
    answer = get_conditional_response(request, etag=f'"{key}"')
    if answer is None:
        try:
            answer = HttpResponse(card_services.read_card(result=result, language=language), content_type="image/png")
        except FileNotFoundError:
            raise Http404 from None
        except runtime.Busy as error:
            return HttpResponse(status=503, headers={"Retry-After": str(error.retry_after)})
        answer["ETag"] = f'"{key}"'
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # other sites show it: that is what it is for
    answer["Cache-Control"] = AN_HOUR if request.GET.get("v") == key else ASK_AGAIN
    return answer
