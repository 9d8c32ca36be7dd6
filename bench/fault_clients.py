"""Clients that mean no good, at one server process without a proxy: others are served meanwhile, and memory stays bounded."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
from PIL import Image

from bench.fault_rig import PORT, upload
from evaranks import local

SECONDS = 15
HANDSHAKE = (
    b"GET /ws/live/effects/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: ZXZhZXZhZXZhZXZhZXZhZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@contextmanager
def serving(*command: str, **environment: str):
    """`manage.py serve` with Daphne, which has no proxy to hide behind."""
    command = command or ("manage.py",)
    port = PORT + 40
    arguments = [sys.executable, *command, "serve", "--port", str(port), "--server", "daphne"]
    process = subprocess.Popen(
        arguments, cwd=local.BASE_DIR, env={**os.environ, "REQUEST_IDLE_S": "5", "CELERY_BROKER_URL": "", **environment}
    )
    site = Site(process, f"http://127.0.0.1:{port}", port)
    try:
        site.wait()
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


class Site:
    def __init__(self, process, address, port):
        self.process, self.address, self.port = process, address, port

    def wait(self, seconds=120):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.address}/readyz", timeout=5)
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the server did not start")

    def memory_mb(self):
        return psutil.Process(self.process.pid).memory_info().rss / 2**20

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


class Visitor:
    """Somebody who looks at the board once every half second, and how the server's memory grows meanwhile."""

    def __init__(self, site):
        self.site, self.times, self.failed, self.peak = site, [], 0, site.memory_mb()
        self.before, self.ending = self.peak, threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join(30)

    def _work(self):
        while not self.ending.wait(0.5):
            started = time.monotonic()
            try:
                urllib.request.urlopen(f"{self.site.address}/board/", timeout=30).read()
            except OSError:
                self.failed += 1
            self.times.append(time.monotonic() - started)
            self.peak = max(self.peak, self.site.memory_mb())

    def figures(self):
        times = sorted(self.times)
        return {
            "pages": len(times),
            "pages_failed": self.failed,
            "median_page_s": round(times[len(times) // 2], 2),
            "longest_page_s": round(times[-1], 2),
            "memory_before_mb": round(self.before),
            "memory_growth_mb": round(self.peak - self.before),
        }


def slow_and_idle(site, folder, token, frame) -> dict:
    """500 sockets that say nothing and 50 that send a byte a second."""
    idle = [site.connect() for _ in range(500)]
    slow = [site.connect() for _ in range(50)]
    cut = 0
    with Visitor(site) as visitor:
        for connection in slow:
            connection.sendall(b"POST /api/v1/photos/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        for _ in range(SECONDS):
            for connection in slow:
                try:
                    connection.sendall(b"a")
                except OSError:
                    pass
            time.sleep(1)
        for connection in idle + slow:
            connection.settimeout(0.05)
            try:
                cut += connection.recv(1) == b""
            except TimeoutError:
                pass
            except OSError:
                cut += 1
    for connection in idle + slow:
        connection.close()
    return {"sockets": len(idle) + len(slow), "cut_by_server": cut, **visitor.figures()}


def handshakes(site, folder, token, frame) -> dict:
    """WebSocket handshakes as fast as 8 clients can, each left at once."""
    ending, counts = time.monotonic() + SECONDS, []

    def knock():
        count = 0
        while time.monotonic() < ending:
            with site.connect() as connection:
                connection.sendall(HANDSHAKE)
                connection.recv(100)
            count += 1
        return count

    with Visitor(site) as visitor, ThreadPoolExecutor(8) as pool:
        counts = [future.result() for future in [pool.submit(knock) for _ in range(8)]]
    return {"handshakes": sum(counts), **visitor.figures()}


def large_uploads(site, folder, token, frame) -> dict:
    """40 clients who upload 15 MB each, again and again."""
    ending, body = time.monotonic() + SECONDS, os.urandom(15 * 2**20 - 1000)

    def send():
        statuses = []
        while time.monotonic() < ending:
            statuses.append(upload(site.address, token, body))
        return statuses

    with Visitor(site) as visitor, ThreadPoolExecutor(40) as pool:
        statuses = [status for future in [pool.submit(send) for _ in range(40)] for status in future.result()]
    told = {f"answered_{status}": statuses.count(status) for status in sorted(set(statuses))}
    return {"uploads": len(statuses), **told, **visitor.figures()}


def bombs(site, folder, token, frame) -> dict:
    """A picture of 400 megapixels in 50 KB, and one of 39 in 40, every second."""
    files = []
    for side in (20_000, 6_200):
        buffer = io.BytesIO()
        Image.new("1", (side, side)).save(buffer, "PNG")
        files.append(buffer.getvalue())
    statuses = []
    with Visitor(site) as visitor, ThreadPoolExecutor(8) as pool:
        futures = []
        for _ in range(SECONDS):
            futures += [pool.submit(upload, site.address, token, file) for file in files]
            time.sleep(1)
        statuses = [future.result() for future in futures]
    told = {f"answered_{status}": statuses.count(status) for status in sorted(set(statuses))}
    return {"bombs": len(statuses), **told, **visitor.figures()}


SCENARIOS = (slow_and_idle, handshakes, large_uploads, bombs)
