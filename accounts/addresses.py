"""Where a request comes from, behind as many proxies of ours as there are."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address: NUM_PROXIES proxies of ours have each added one to X-Forwarded-For; what stands before is a claim."""
    proxies = settings.REST_FRAMEWORK["NUM_PROXIES"]
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if proxies and forwarded:
        named = forwarded.split(",")
        return named[-min(proxies, len(named))].strip()
    return request.META.get("REMOTE_ADDR", "")
