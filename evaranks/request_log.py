"""Around every request and socket: its id, its line in the access log, its place in the metrics.

Lines name the route, not the address: addresses hold the keys of people's things, and a reset's token.
"""

import logging
import time
from contextlib import contextmanager

from asgiref.sync import iscoroutinefunction
from django.utils.decorators import sync_and_async_middleware

from accounts import request_ids
from evaranks import metrics

HEADER = "X-Request-ID"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
logger = logging.getLogger("evaranks.access")


@sync_and_async_middleware
def watch_requests(get_response):
    """Django middleware, the outermost."""
    if iscoroutinefunction(get_response):

        async def middleware(request):
            with _request(request) as answered:
                return answered(await get_response(request))

    else:

        def middleware(request):
            with _request(request) as answered:
                return answered(get_response(request))

    return middleware


@contextmanager
def _request(request):
    request_id = request_ids.choose(request.headers.get(HEADER, ""))
    started = time.perf_counter()

    def answered(response):
        seconds = time.perf_counter() - started
        route = request.resolver_match.route if request.resolver_match else "(none)"
        method = request.method if request.method in METHODS else "(other)"
        response[HEADER] = request_id
        metrics.REQUESTS.labels(method, route, response.status_code).observe(seconds)
        facts = {"method": method, "route": route, "status": response.status_code, "ms": round(1000 * seconds, 1)}
        logger.info("%s %s %d", method, route, response.status_code, extra=facts)
        return response

    with request_ids.working_for(request_id):
        yield answered


class SocketIds:
    """ASGI middleware for WebSockets: the same id for all that a connection does."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        named = dict(scope["headers"]).get(HEADER.lower().encode(), b"").decode("latin1")
        with request_ids.working_for(request_ids.choose(named)):
            started = time.monotonic()
            try:
                await self.application(scope, receive, send)
            finally:
                facts = {"route": scope["path"], "seconds": round(time.monotonic() - started, 1)}
                logger.info("socket %s", scope["path"], extra=facts)
