"""POST faces/analyze/ from 16 clients at once, and a 12-megapixel group photo by itself.

Baseline: the same server with one inference thread.
"""

import re
import statistics
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from bench.api_load import Client
from bench.face_speed import webcam_picture
from bench.live_server import live_server
from evaranks.sample_pictures import group_photo
from ml_models import images

CLIENTS = 16
REQUESTS = 960
TARGET_PER_MINUTE, TARGET_P95_MS, TARGET_GROUP_MS = 3000, 500, 600
BOUNDARY = "face-load"
UNTHROTTLED = {"THROTTLE_FACES": "1000000/minute", "THROTTLE_FACES_ADDRESS": "1000000/minute"}


def new_token(address: str) -> str:
    """A token of a new account, made through the page as a person makes it."""
    cookies = Client(address).cookies
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": cookies["csrftoken"]}
    form = urlencode({"name": "bench"}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{address}/profile/tokens/", form, headers), timeout=30) as page:
        return re.search(r"eva_[\w-]{40,}", page.read().decode())[0]


class Caller:
    """One kept-alive connection with a token."""

    def __init__(self, address: str, token: str, picture: bytes):
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.headers = {"Authorization": f"Token {token}", "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\n\r\n'.encode()
        self.body = head + picture + f"\r\n--{BOUNDARY}--\r\n".encode()

    def call(self) -> tuple[int, float]:
        """The status and the milliseconds."""
        started = time.perf_counter()
        self.connection.request("POST", "/api/v1/faces/analyze/", self.body, self.headers)
        response = self.connection.getresponse()
        response.read()
        return response.status, 1000 * (time.perf_counter() - started)


def load(callers: list[Caller], requests: int) -> dict:
    """Every caller asks again as soon as it has its answer."""

    def work(caller):
        return [caller.call() for _ in range(requests // len(callers))]

    started = time.perf_counter()
    with ThreadPoolExecutor(len(callers)) as pool:
        answers = [answer for batch in pool.map(work, callers) for answer in batch]
    elapsed = time.perf_counter() - started
    times = sorted(milliseconds for status, milliseconds in answers if status == 200)
    return {
        "clients": len(callers),
        "requests": len(answers),
        "answered": len(times),
        "requests_per_minute": round(60 * len(times) / elapsed),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(0.95 * (len(times) - 1))], 1),
    }


def measure(**environment) -> dict:
    with live_server(**UNTHROTTLED, **environment) as server:
        token = new_token(server.address)
        callers = [Caller(server.address, token, webcam_picture()) for _ in range(CLIENTS)]
        load(callers, 4 * CLIENTS)
        figures = load(callers, REQUESTS)
        group = Caller(server.address, token, images.encode_jpeg(group_photo()[0]))
        figures["group_12_megapixels_20_faces_ms"] = round(statistics.median(group.call()[1] for _ in range(7)), 1)
        figures["memory_mb"] = round(server.memory_mb())
    return figures


def main() -> dict:
    ours, baseline = measure(), measure(INFERENCE_WORKERS="1")
    ratio = round(ours["requests_per_minute"] / baseline["requests_per_minute"], 2)
    print(
        f"{CLIENTS} clients: {ours['requests_per_minute']} requests a minute (target {TARGET_PER_MINUTE}), "
        f"p95 {ours['p95_ms']} ms (target {TARGET_P95_MS})"
    )
    print(f"12 megapixels, 20 faces over HTTP: {ours['group_12_megapixels_20_faces_ms']} ms (target {TARGET_GROUP_MS})")
    return {"ours": ours, "baseline_one_inference_thread": baseline, "throughput_ratio": ratio}
