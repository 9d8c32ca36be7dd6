"""The addresses that machines ask: is it alive, is it ready, what has it counted. Strangers get a word at most."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from evaranks import health, metrics

LOOPBACK = {"127.0.0.1", "::1"}


@require_safe
@never_cache
def healthz(request):
    """The process answers. Nothing is asked of others: a database that is away is no reason to restart this."""
    return HttpResponse("evaranks", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """200 where requests may come, else 503. The reasons are for this machine, and for who has the token."""
    found = health.checks()
    status = 200 if health.is_ready(found) else 503
    if is_insider(request):
        return JsonResponse({"ready": status == 200, **{name: wrong or "ok" for name, wrong in found.items()}}, status=status)
    return HttpResponse("ready" if status == 200 else "not ready", content_type="text/plain", status=status)


@require_safe
@never_cache
def read_metrics(request):
    if not is_insider(request):
        raise Http404
    return HttpResponse(metrics.text(), content_type=CONTENT_TYPE_LATEST)


def is_insider(request) -> bool:
    """Asked from this machine, not through a proxy on it; or with METRICS_TOKEN."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    through_proxy = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via"))
    # Daphne and Uvicorn listening on a Unix socket name no address, and only a proxy asks there.
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not through_proxy
