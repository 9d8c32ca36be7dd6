"""What Daphne takes in (evaranks/intake.py), and how long a client may take to send it.

Without this Daphne keeps a body of any size on the disk, then in memory, before the application hears of it, and waits for
ever for a request that comes a byte a second.
"""

import time
import types
import weakref
from http import HTTPStatus
from io import BytesIO

import daphne.http_protocol
import daphne.server
import daphne.ws_protocol
from daphne.http_protocol import HTTPFactory, WebRequest
from django.conf import settings
from twisted.internet import reactor
from twisted.internet.task import LoopingCall
from twisted.web import http

from evaranks.intake import Body, refusal

LINGER_S = 30  # a refused client may go on sending for so long: most read the answer only then
SWEEP_S = 2


class BoundedRequest(WebRequest):
    """A request that may be refused before it is there."""

    has_head = refused = complete = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.body, self.begun = Body(), time.monotonic()

    def gotLength(self, length):
        """The headers are there; `length` is None for a chunked body."""
        self.has_head = True
        self.content = BytesIO()
        status = self.body.refusal_of(length)
        if status:
            self.refuse(status)
        else:
            super().gotLength(length)

    def handleContentChunk(self, data):
        if self.refused:
            return
        status = self.body.take(len(data))
        try:
            if not status:
                super().handleContentChunk(data)
        except OSError:  # large bodies wait in a file: the disk is full
            status = 507
        if status:
            self.refuse(status)

    def requestReceived(self, command, path, version):
        self.complete = True
        if self.refused:
            self.channel.loseConnection()
        else:
            super().requestReceived(command, path, version)

    def check_timeouts(self):
        """Daphne asks every two seconds."""
        super().check_timeouts()
        if self.has_head and not self.complete and not self.refused and self.body.is_slow(time.monotonic() - self.begun):
            self.refuse(408)

    def refuse(self, status):
        """Answer at once, take nothing more, and close when the client has had time to read."""
        self.refused = True
        self.body.release()
        self.content = BytesIO()
        self.requestHeaders.removeHeader(b"Expect")  # whoever asks whether to go on has this answer
        headers, body = refusal(status, self.getHeader(b"accept"))
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode(), *(b": ".join(pair) for pair in headers)]
        self.channel.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        reactor.callLater(LINGER_S, self.channel.transport.abortConnection)

    def finish(self):
        self.body.release()
        super().finish()

    def connectionLost(self, reason):
        self.body.release()
        super().connectionLost(reason)


class BoundedChannel(http.HTTPChannel):
    requestFactory = BoundedRequest

    def connectionMade(self):
        super().connectionMade()
        self.factory.channels[self] = time.monotonic()

    def is_at_work(self):
        """Whether the head of a request is there, and its answer is not; so it stays with a socket that became a WebSocket."""
        return bool(self.requests) and self.requests[0].has_head


class BoundedFactory(HTTPFactory):
    """Closes connections that have sent no whole head of a request for too long: idle ones, and those of a byte a second."""

    protocol = BoundedChannel

    def __init__(self, server):
        super().__init__(server)
        self.channels = weakref.WeakKeyDictionary()  # each with the time when it last had a request
        LoopingCall(self.sweep).start(SWEEP_S, now=False)

    def buildProtocol(self, addr):
        return http.HTTPFactory.buildProtocol(self, addr)  # Daphne's own would set its request

    def sweep(self):
        now = time.monotonic()
        for channel, since in list(self.channels.items()):
            if channel.is_at_work():
                self.channels[channel] = now
            elif now - since > settings.REQUEST_IDLE_S:
                channel.transport.abortConnection()


def install() -> None:
    """For the servers that this process starts from now on."""
    daphne.server.HTTPFactory = BoundedFactory
    # Twisted would parse every upload on the event loop, for arguments that nobody reads: Django parses for itself.
    http._getMultiPartArgs = lambda content, content_type: {}
    # Daphne takes durations from the wall clock: set back, it would ping no socket; set forward, close every one.
    steady = types.SimpleNamespace(time=time.monotonic)
    for module in (daphne.server, daphne.http_protocol, daphne.ws_protocol):
        module.time = steady
