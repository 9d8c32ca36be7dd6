"""Either server, as a process: what live sockets need of it, and how it ends."""

import http.client
import json
import signal
import struct
import threading
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

PATIENCE_S = 20
SERVERS = ("uvicorn", "daphne")
JPEG_END = b"\xff\xd9"


def stream(site, origin=None):
    """An open live stream; what it was first told is read."""
    opened = connect(f"ws://127.0.0.1:{site.port}/ws/live/effects/", origin=origin or site.address, max_size=None, compression=None)
    assert json.loads(opened.recv(PATIENCE_S))["type"] == "ready"
    return opened


def frame(number, picture):
    return struct.pack("!II", number, 33 * number) + picture


def answer(opened):
    """The next frame's answer."""
    while isinstance(message := opened.recv(PATIENCE_S), str):
        pass
    return message


def rest_of(opened):
    """All that still comes, and the code with which the server closes."""
    messages = []
    try:
        while True:
            messages.append(opened.recv(PATIENCE_S))
    except ConnectionClosed as closed:
        return messages, closed.rcvd and closed.rcvd.code


@pytest.fixture(params=SERVERS)
def served(request, make_site):
    return make_site("--server", request.param, DRAIN_NOTICE_S="1", LIVE_SESSIONS_ADDRESS="10")


def test_it_works(served, webcam_frame):
    """Frames are answered; too large ones end the stream; foreign pages have none; who does not read costs the others nothing."""
    with stream(served) as good:
        good.send(frame(1, webcam_frame))
        assert struct.unpack_from("!I", answer(good)) == (1,)

        for size in (600_000, 3_000_000):  # refused by the application, and by the server itself
            with stream(served) as swollen:
                swollen.send(bytes(size))
                assert rest_of(swollen)[1] == 1009

        with pytest.raises(InvalidStatus) as refused:
            stream(served, origin="https://evil.example")
        assert refused.value.response.status_code == 403

        before = served.memory_mb()
        with connect(f"ws://127.0.0.1:{served.port}/ws/live/effects/", origin=served.address, max_queue=1, compression=None) as deaf:
            sender = threading.Thread(target=send_all, args=(deaf, webcam_frame), daemon=True)
            sender.start()
            for number in range(2, 30):
                good.send(frame(number, webcam_frame))
                answer(good)
            assert served.memory_mb() < before + 100
            deaf.socket.close()

        move_and_end(served, good, webcam_frame)


def send_all(opened, picture):
    try:
        for number in range(2000):
            opened.send(frame(number, picture))
    except (ConnectionClosed, OSError):
        pass


def move_and_end(served, good, picture):
    """Told to end, it says so to the proxy, sends the stream elsewhere after its last frame, and ends."""
    served.process.send_signal(signal.SIGTERM)
    until = time.monotonic() + PATIENCE_S
    while ready(served) == 200:
        assert time.monotonic() < until
    assert ready(served) == 503
    number, messages = 100, []
    try:
        while True:
            good.send(frame(number, picture))
            messages.append(good.recv(PATIENCE_S))
            number += 1
    except ConnectionClosed:
        rest, code = rest_of(good)
    messages += rest
    answers = [message for message in messages if isinstance(message, bytes)]
    assert len(answers) > 3  # it went on while the proxy was being told
    assert all(message.endswith(JPEG_END) for message in answers)
    assert json.loads(messages[-1])["type"] == "reconnect"
    assert code == 1012
    assert served.process.wait(PATIENCE_S) == 0


def ready(served):
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE_S)
    connection.request("GET", "/readyz")
    return connection.getresponse().status
