"""POST style-analyses/ from 10 clients at once, past the queue's bound too, and what the server's event loop does meanwhile.

Baseline: the same server with one inference thread.
"""

import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from io import BytesIO
from urllib.parse import urlsplit

from PIL import Image

from bench.live_server import live_server
from evaranks.sample_pictures import picture_path

CLIENTS = 10
REQUESTS = 400
PASSWORD = "a good pass phrase"
LIMITS = {"THROTTLE_UPLOADS": "100000/minute", "WRITE_LIMITS": '{"sign_up": [10000, 60]}'}  # all have one address


class Client:
    """One signed-in account over one kept-alive connection."""

    def __init__(self, address):
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.cookies = {}
        self._send("GET", "/signup/")
        name = f"bench-{uuid.uuid4().hex[:12]}"
        fields = {"username": name, "email": f"{name}@example.com", "password1": PASSWORD, "password2": PASSWORD}
        if self._form("/signup/", fields).status != 302:
            raise RuntimeError("nobody signed up")

    def _send(self, method, path, body=None, kind=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if "csrftoken" in self.cookies:
            headers["X-CSRFToken"] = self.cookies["csrftoken"]
        if kind:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return response

    def _form(self, path, fields):
        boundary = uuid.uuid4().hex
        body = b"".join(_part(boundary, f'name="{name}"', value.encode()) for name, value in fields.items())
        return self._send("POST", path, body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}")

    def analyse(self, photo: bytes):
        boundary = uuid.uuid4().hex
        body = _part(boundary, 'name="image"; filename="photo.jpg"', photo) + f"--{boundary}--\r\n".encode()
        started = time.perf_counter()
        response = self._send("POST", "/api/v1/style-analyses/", body, f"multipart/form-data; boundary={boundary}")
        return response.status, time.perf_counter() - started, response.headers.get("Retry-After")


def _part(boundary, disposition, content):
    return f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"


def photo_of(side: int) -> bytes:
    """A JPEG of a person whose longer side is `side` pixels."""
    with Image.open(picture_path("grace_hopper")) as picture:
        scaled = picture.resize((round(side * picture.width / picture.height), side))
    buffer = BytesIO()
    scaled.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def other_bytes(photo: bytes) -> bytes:
    """The same JPEG with a comment that no other has, else it would be answered from the database."""
    comment = uuid.uuid4().hex.encode()
    return photo[:2] + b"\xff\xfe" + (2 + len(comment)).to_bytes(2, "big") + comment + photo[2:]


def load(clients: list[Client], requests: int, photo: bytes) -> dict:
    """Every client posts as soon as it has its answer."""

    def work(client):
        return [client.analyse(other_bytes(photo)) for _ in range(requests // len(clients))]

    started = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = [answer for batch in pool.map(work, clients) for answer in batch]
    elapsed = time.perf_counter() - started
    times = sorted(1000 * seconds for status, seconds, _ in answers if status == 201)
    statuses = [status for status, *_ in answers]
    return {
        "clients": len(clients),
        "requests": len(answers),
        "created": statuses.count(201),
        "busy": statuses.count(503),
        "busy_with_retry_after": sum(1 for status, _, retry in answers if status == 503 and retry),
        "other": len(statuses) - statuses.count(201) - statuses.count(503),
        "requests_per_s": round(statuses.count(201) / elapsed, 1),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(0.95 * (len(times) - 1))], 1),
    }


def measure(**environment) -> dict:
    photo = photo_of(1280)
    with live_server(**LIMITS, **environment) as server:
        clients = [Client(server.address) for _ in range(CLIENTS)]
        load(clients, 2 * CLIENTS, photo)
        figures = load(clients, REQUESTS, photo)
        figures["memory_mb"] = round(server.memory_mb())
    lags = sorted(server.lags)
    figures["loop_lag_p99_ms"] = round(1000 * lags[int(0.99 * (len(lags) - 1))], 1)
    return figures


def measure_overload() -> dict:
    """40 clients against a queue of 4: what is too much is told so at once, and nothing is lost."""
    with live_server(**LIMITS, INFERENCE_QUEUE="4") as server:
        return load([Client(server.address) for _ in range(40)], REQUESTS, photo_of(1280))


def main() -> dict:
    ours, baseline, overload = measure(), measure(INFERENCE_WORKERS="1"), measure_overload()
    ratio = round(ours["requests_per_s"] / baseline["requests_per_s"], 2)
    print(f"style-analyses: {ours['requests_per_s']} requests/s, p95 {ours['p95_ms']} ms; {ratio} x one inference thread")
    return {"ours": ours, "baseline_one_inference_thread": baseline, "throughput_ratio": ratio, "overload": overload}
