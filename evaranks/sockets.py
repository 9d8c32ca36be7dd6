"""What live sockets need of Daphne beyond what it does."""

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from analysis.live import FRAME_BYTES

MESSAGE_BYTES = 2 * FRAME_BYTES  # what is longer is not read to its end: either server closes with 1009, as the application does
OURS = (1009, 1012)  # too large, the service restarts


@implementer(IPushProducer)
class _Valve:
    """Twisted tells it when the buffer of what is to be sent is full (64 KB), and when it is empty again."""

    def __init__(self, transport):
        self.pauseProducing = transport.pauseProducing
        self.resumeProducing = transport.resumeProducing
        self.stopProducing = transport.loseConnection


class LiveProtocol(WebSocketProtocol):
    """A client that does not read its answers is not read either: Daphne would pile up answers for it until the memory is full."""

    def connectionMade(self):
        super().connectionMade()
        self.failByDrop = False  # who sends too much is told so
        self.transport.unregisterProducer()  # the HTTP channel, whose request this connection was
        self.transport.registerProducer(_Valve(self.transport), True)

    def serverSend(self, content, binary=False):
        """Between the client's leaving and the application's hearing of it, answers are still given; Autobahn would raise."""
        if self.state in (self.STATE_CONNECTING, self.STATE_OPEN):
            super().serverSend(content, binary)

    def serverClose(self, code=None):
        """Autobahn's `sendClose` refuses these codes of the standard to applications."""
        if code in OURS:
            self.sendCloseFrame(code=code)
        else:
            super().serverClose(code)


def install() -> None:
    """For the servers that this process starts from now on."""
    WebSocketFactory.protocol = LiveProtocol
