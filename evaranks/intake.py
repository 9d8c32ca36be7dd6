"""How much a server process takes in: the bytes of one request, and of all that it receives or works on at a time.

Django hears of a request when its whole body is there, and would keep bodies of any size and number. `BoundedBodies` is for
servers that hand a body on as it comes (Uvicorn); Daphne collects it first, so evaranks/daphne_intake.py stops it earlier.
"""

import asyncio
import functools
import json
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

PROBLEM = b"application/problem+json"
REFUSALS = {
    408: ("too_slow", _("The request came too slowly. Please try again over a better connection.")),
    413: ("too_large", _("The request is larger than the server takes. Please send less at once.")),
    503: ("busy", _("Eva has a queue right now. Please try again in a moment.")),
    507: ("no_space", _("The server has no room for this right now. Please try again later.")),
}


class Body:
    """What a request's body takes of the process's room, until `release`."""

    held_by_all = 0

    def __init__(self):
        self.taken = 0

    def refusal_of(self, length: int | None) -> int | None:
        """The status with which a body of this length (None: unknown) is refused before it comes."""
        if (length or 0) > settings.REQUEST_BYTES:
            return 413
        return 503 if length != 0 and Body.held_by_all + (length or 0) > settings.REQUESTS_BYTES else None

    def take(self, size: int) -> int | None:
        """Count bytes that came; the status with which the request is refused for them."""
        self.taken += size
        Body.held_by_all += size
        if self.taken > settings.REQUEST_BYTES:
            return 413
        return 503 if Body.held_by_all > settings.REQUESTS_BYTES else None

    def is_slow(self, age_s: float) -> bool:
        """Whether it has come at less than the least rate, its first seconds aside."""
        return self.taken < (age_s - settings.REQUEST_GRACE_S) * settings.REQUEST_BYTES_A_SECOND

    def release(self) -> None:
        Body.held_by_all -= self.taken
        self.taken = 0


def refusal(status: int, accept: bytes | None) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Headers and body that tell why a request is not taken: a page where its `Accept` header names pages, a problem document else."""
    kind, body = (b"text/html; charset=utf-8", _page(status)) if b"text/html" in (accept or b"") else (PROBLEM, _problem(status))
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), (b"connection", b"close")]
    return headers + [(b"retry-after", b"2")] * (status == 503), body


@functools.cache  # there is no time for it when all come at once
def _page(status: int) -> bytes:
    """In every language: who asks is not known yet."""
    codes = [code for code, name in settings.LANGUAGES]
    return render_to_string("refused.html", {"languages": codes, "text": REFUSALS[status][1]}).encode()


def _problem(status: int) -> bytes:
    code, detail = REFUSALS[status]
    with translation.override(settings.LANGUAGE_CODE):
        detail = str(detail)
    title = HTTPStatus(status).phrase
    return json.dumps({"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}).encode()


class BoundedBodies:
    """ASGI middleware around the whole application."""

    def __init__(self, application: Callable):
        self.application = application

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        exchange = _Exchange(receive, send)
        exchange.refused = exchange.body.refusal_of(_length(dict(scope["headers"])))
        try:
            if not exchange.refused:
                await self.application(scope, exchange.receive, exchange.send)
        finally:
            exchange.body.release()
        if exchange.refused and not exchange.answered:
            headers, body = refusal(exchange.refused, dict(scope["headers"]).get(b"accept"))
            await send({"type": "http.response.start", "status": exchange.refused, "headers": headers})
            await send({"type": "http.response.body", "body": body})


class _Exchange:
    """One request. When it is refused half-way, it looks to the application as if the client had left."""

    def __init__(self, receive, send):
        self._receive, self._send = receive, send
        self.body, self.begun = Body(), asyncio.get_running_loop().time()
        self.refused, self.complete, self.answered = None, False, False

    async def receive(self):
        try:
            message = await asyncio.wait_for(self._receive(), None if self.complete else settings.REQUEST_GRACE_S)
        except TimeoutError:
            self.refused = 408
        else:
            if message["type"] != "http.request":
                return message
            self.complete = not message.get("more_body", False)
            age_s = asyncio.get_running_loop().time() - self.begun
            self.refused = self.body.take(len(message.get("body", b""))) or (408 if self.body.is_slow(age_s) else None)
        return {"type": "http.disconnect"} if self.refused else message

    async def send(self, message):
        self.answered = True
        await self._send(message)


def _length(headers):
    """What the headers say of the body: its bytes, 0 where there is none, None where that is not known yet."""
    length = headers.get(b"content-length", b"")
    if length.isdigit():
        return int(length)
    return None if b"transfer-encoding" in headers else 0
