"""Either server, as a process: what live sockets need of it, and how it ends."""

import http.client
import json
import signal
import socket
import struct
import threading
import time
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.django_db
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


@pytest.mark.parametrize("server", SERVERS)
def test_it_works(server, make_site, webcam_frame):
    """Frames are answered; too large ones end the stream; foreign pages have none; who does not read costs the others nothing."""
    served = make_site("--server", server, DRAIN_NOTICE_S="2", LIVE_SESSIONS_ADDRESS="10")
    with stream(served) as good:
        good.send(frame(1, webcam_frame))
        assert struct.unpack_from("!I", answer(good)) == (1,)

        for size in (600_000, 3_000_000):  # refused by the application, and by the server itself
            with stream(served) as swollen:
                with suppress(ConnectionClosed):  # it need not take the rest in before it refuses
                    swollen.send(bytes(size))
                # What the server never read makes the system cut the line, and the code may be lost with it.
                assert rest_of(swollen)[1] in ({1009} if size < 1_000_000 else {1009, None})

        with pytest.raises(InvalidStatus) as refused:
            stream(served, origin="https://evil.example")
        assert refused.value.response.status_code == 403

        deaf = stream(served)  # never read again, and still there at the end
        threading.Thread(target=send_all, args=(deaf, webcam_frame), daemon=True).start()
        for number in range(2, 12):
            good.send(frame(number, webcam_frame))
            answer(good)

        # Daphne hears of a request when its body is there, so that one which still comes is not under way to it.
        upload = half_an_upload(served) if server == "uvicorn" else None
        move_and_end(served, good, webcam_frame)
        if upload:
            upload.sendall(bytes(500))
            assert upload.recv(100).startswith(b"HTTP/1.1 40")  # nobody is signed in; but it was answered
        assert served.process.wait(PATIENCE_S) == 0
        deaf.socket.close()


def send_all(opened, picture):
    try:
        for number in range(2000):
            opened.send(frame(number, picture))
    except (ConnectionClosed, OSError):
        pass


def move_and_end(served, good, picture):
    """Told to end, it says so to the proxy, and sends the stream elsewhere after its last frame."""
    statuses = []
    asking = threading.Thread(target=ask_whether_ready, args=(served, statuses))
    served.process.send_signal(signal.SIGTERM)
    asking.start()
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
    assert answers  # it went on while the proxy was being told
    assert all(message.endswith(JPEG_END) for message in answers)
    assert json.loads(messages[-1])["type"] == "reconnect"
    assert code == 1012
    asking.join()
    assert 503 in statuses


def half_an_upload(served):
    connection = socket.create_connection(("127.0.0.1", served.port), PATIENCE_S)
    connection.sendall(b"POST /api/v1/photos/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + bytes(500))
    return connection


def ask_whether_ready(served, statuses):
    """Until nobody listens any more."""
    try:
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE_S)
            connection.request("GET", "/readyz")
            statuses.append(connection.getresponse().status)
            time.sleep(0.1)
    except (OSError, http.client.HTTPException):
        pass
