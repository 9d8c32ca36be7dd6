"""What Facebook calls when a person takes our app out of their account there, or has their data deleted.

The requests come from Facebook's servers, without cookies: the signature stands in for CSRF protection.
"""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts import personal_data, social_services
from accounts.models import DataDeletion
from accounts.providers import PROVIDERS
from accounts.signed_request import InvalidSignedRequest, read_user_id

PROVIDER = "facebook"


@csrf_exempt
@require_POST
def delete_data(request):
    """Delete what hangs on the identity; the answer is what Facebook shows to the person."""
    try:
        uid = _signed_user_id(request)
    except InvalidSignedRequest:
        return _bad_request()
    deletion = social_services.delete_identity(provider=PROVIDER, uid=uid)
    page = request.build_absolute_uri(reverse("accounts:data-deletion", args=[deletion.code]))
    return JsonResponse({"url": page, "confirmation_code": deletion.code})


@csrf_exempt
@require_POST
def deauthorise(request):
    try:
        uid = _signed_user_id(request)
    except InvalidSignedRequest:
        return _bad_request()
    social_services.deauthorise_identity(provider=PROVIDER, uid=uid)
    return HttpResponse()


@never_cache
@require_safe
def data_deletion(request, code):
    """The receipt: what went, and when. Nobody can guess its address, and it names nobody."""
    deletion = get_object_or_404(DataDeletion, code=code)
    provider = PROVIDERS[deletion.provider].name if deletion.provider else ""
    context = {"deletion": deletion, "provider": provider, "lines": personal_data.labelled(deletion.counts)}
    return render(request, "accounts/data_deletion.html", context)


def _signed_user_id(request) -> str:
    if PROVIDER not in settings.SIGN_IN_KEYS:
        raise Http404
    return read_user_id(request.POST.get("signed_request", ""), settings.SIGN_IN_KEYS[PROVIDER][1])


def _bad_request() -> JsonResponse:
    return JsonResponse({"error": "invalid signed_request"}, status=400)
