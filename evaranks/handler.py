"""From an HTTP request to its answer: pages in a thread, static files on the event loop."""

import os

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponseNotFound
from django.utils.module_loading import import_string
from servestatic.middleware import ServeStaticMiddleware


class Handler(ASGIHandler):
    """Django's handler, with each page in one thread from its first middleware to its answer.

    Django's own goes back to the event loop up to six times on the way, for what might be asynchronous there; none of
    our middleware and views is. Without reading the picture, that was a fifth of the work on an upload (3.7 of 16.4 ms).
    """

    def load_middleware(self, is_async=True):
        super().load_middleware(is_async=False)
        pages, static_files = sync_to_async(self._middleware_chain), _static_files()

        async def answer(request):
            return await (static_files if request.path_info.startswith(settings.STATIC_URL) else pages)(request)

        self._middleware_chain = answer

    def create_request(self, scope, body_file):
        """Django's request, with the length of a body that came in chunks: without one, all parsers would take it for empty."""
        request, refusal = super().create_request(scope, body_file)
        if request is not None and "CONTENT_LENGTH" not in request.META:
            request.META["CONTENT_LENGTH"] = str(body_file.seek(0, os.SEEK_END))
            body_file.seek(0)
        return request, refusal


def _static_files():
    async def missing(_):
        return HttpResponseNotFound("There is no such file.", content_type="text/plain")

    answer = ServeStaticMiddleware(missing)
    for name in reversed(settings.MIDDLEWARE_AROUND_ALL):
        answer = import_string(name)(answer)
    return answer
