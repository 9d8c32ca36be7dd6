"""The protocol that serves live sockets, without a network."""

import types

import pytest
from autobahn.websocket.protocol import WebSocketProtocol as States
from daphne.ws_protocol import WebSocketFactory
from twisted.internet.testing import StringTransport

from evaranks import sockets


@pytest.fixture
def protocol(monkeypatch):
    """An open connection as Daphne makes one, whose transport had the HTTP channel for its producer."""
    monkeypatch.setattr(WebSocketFactory, "protocol", sockets.LiveProtocol)
    protocol = WebSocketFactory(types.SimpleNamespace()).buildProtocol(None)
    protocol.client_addr = None
    transport = StringTransport()
    transport.registerProducer(object(), True)
    protocol.makeConnection(transport)
    protocol.state = States.STATE_OPEN
    return protocol


def test_it_works(protocol):
    """While the client does not take what is sent, it is not read."""
    assert protocol.transport.producerState == "producing"
    protocol.transport.producer.pauseProducing()
    assert protocol.transport.producerState == "paused"
    protocol.transport.producer.resumeProducing()
    assert protocol.transport.producerState == "producing"


@pytest.mark.parametrize("code", [1009, 1012, 4429, 1000])
def test_close_codes_reach_the_client(protocol, code):
    protocol.serverClose(code)
    assert protocol.transport.value()[-2:] == code.to_bytes(2, "big")


def test_an_answer_to_a_client_that_has_left_goes_nowhere(protocol):
    protocol.serverSend("there")
    sent = protocol.transport.value()
    assert sent.endswith(b"there")
    protocol.state = States.STATE_CLOSED
    protocol.serverSend("gone")
    protocol.serverSend(b"gone", True)
    assert protocol.transport.value() == sent
