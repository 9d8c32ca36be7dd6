"""Clients that send too much, too slowly or nothing at all, against a server process: others are served meanwhile."""

import http.client
import json
import re
import socket
import time
import urllib.request
from contextlib import suppress

import pytest

pytestmark = pytest.mark.django_db


def connect(site):
    return socket.create_connection(("127.0.0.1", site.port), timeout=20)


def read_answer(connection):
    """Head and body, as far as they come: by the length that the head tells, if it tells one."""
    answer, length = b"", 0
    while b"\r\n\r\n" not in answer or len(answer.partition(b"\r\n\r\n")[2]) < length:
        piece = connection.recv(65536)
        if not piece:
            break
        answer += piece
        told = re.search(rb"\r\ncontent-length: *(\d+)\r\n", answer, re.IGNORECASE)
        length = int(told[1]) if told else 0
    return answer


def status_of(connection):
    return int(read_answer(connection).split()[1])


def is_answered(site):
    with urllib.request.urlopen(f"{site.address}/healthz", timeout=5) as response:
        return response.status == 200


def post_head(size, path="/api/v1/photos/"):
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: {size}\r\n\r\n".encode()


def test_it_works(site):
    """What is in bounds goes through: here to the API, which asks who it is."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request("POST", "/api/v1/photos/", b"x" * 1_500_000, {"Content-Type": "application/json"})
    assert connection.getresponse().status in (401, 403)


def test_a_body_that_is_announced_too_large_is_refused_unread(site):
    with connect(site) as connection:
        connection.sendall(post_head(10**12))
        answer = read_answer(connection)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.split()[1] == b"413"
        assert json.loads(body)["code"] == "too_large"


def test_a_chunked_body_is_refused_where_it_becomes_too_large(site):
    with connect(site) as connection:
        connection.sendall(b"POST /api/v1/photos/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"80000\r\n" + bytes(0x80000) + b"\r\n"
        for _ in range(6):
            connection.sendall(chunk)
        assert status_of(connection) == 413


def test_many_large_bodies_at_once_are_told_to_come_back(site):
    """Those that are there stay; memory and disk are bounded by REQUESTS_MB, not by the number of clients."""
    waiting = []
    for _ in range(8):
        connection = connect(site)
        connection.sendall(post_head(2_000_000) + bytes(1_000_000))
        waiting.append(connection)
    time.sleep(0.5)
    with connect(site) as late:
        late.sendall(post_head(1_500_000))
        assert status_of(late) == 503
    assert is_answered(site)
    for connection in waiting:
        connection.close()
    time.sleep(0.5)
    with connect(site) as again:
        again.sendall(post_head(1_500_000) + bytes(1_500_000))
        assert status_of(again) in (401, 403)


def test_a_request_that_does_not_come_is_cut(site):
    """Neither silence nor a byte now and then keeps a connection; a body that dawdles is told why."""
    cut, silent, dawdling = [connect(site) for _ in range(3)], connect(site), connect(site)
    cut[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    read_answer(cut[0])
    for connection, head in zip(cut, (b"GET /", b"GET /", b"GET / HTTP/1.1\r\nX-Slow: "), strict=True):
        connection.sendall(head)
    dawdling.sendall(post_head(1000) + b"x")
    until = time.monotonic() + 15
    status = None
    while (cut or status is None) and time.monotonic() < until:
        time.sleep(0.2)
        cut = [connection for connection in cut if not is_cut(connection)]
        status = status or dawdle(dawdling)
    assert not cut
    with suppress(ConnectionResetError):
        assert silent.recv(1) == b""
    assert status == 408


def is_cut(connection):
    connection.settimeout(0.05)
    try:
        connection.sendall(b"")
        return connection.recv(1) == b""
    except TimeoutError:
        connection.sendall(b"a")
        return False
    except OSError:
        return True


def dawdle(connection):
    connection.settimeout(0.05)
    try:
        connection.sendall(b"x")
        return status_of(connection)
    except TimeoutError:
        return None


def test_idle_sockets_do_not_keep_others_out(site):
    idle = [connect(site) for _ in range(500)]
    times = []
    for _ in range(10):
        started = time.monotonic()
        assert is_answered(site)
        times.append(time.monotonic() - started)
    assert max(times) < 2
    for connection in idle:
        connection.close()
