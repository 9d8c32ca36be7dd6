"""The mirror through the real server: 1 client at 30 frames a second, 10 and 40 at 15, image out, two frames in flight at most.

And 40 clients that send without waiting for answers, while pages are asked for all the time. The clients run on the same
cores as the server.
"""

import asyncio
import statistics
import time
import urllib.request

from bench import moving_faces
from bench.live_client import LiveClient
from bench.live_server import live_server
from evaranks.sample_pictures import picture_path
from ml_models import images

SECONDS = 12
EFFECTS = [{"name": "lipstick", "color": "#b3123c"}, {"name": "smoothing"}, {"name": "blush"}]
LIMITS = {"LIVE_SESSIONS": "100", "LIVE_SESSIONS_ANONYMOUS": "100", "LIVE_SESSIONS_ADDRESS": "100"}
TARGETS = {"1": "p95 <= 60 ms", "10": ">= 12 a second each, p95 <= 150 ms", "40": "all served, pages < 200 ms"}


def recorded() -> list[bytes]:
    """Four seconds of a moving face, as a browser would send it."""
    portrait = moving_faces.portrait(picture_path("grace_hopper"))
    frames = moving_faces.video("pan", portrait, noise=False)
    return [images.encode_jpeg(frame.image, moving_faces.QUALITY) for frame in frames]


class Visitor:
    """Sends frames at a steady rate, and notes when each was answered."""

    def __init__(self, frames: list[bytes], rate: float, in_flight: int):
        self.frames, self.rate, self.in_flight = frames, rate, in_flight
        self.sent, self.waits, self.server_ms, self.stats, self.errors = {}, [], [], {}, []

    def answered(self, number, micros, body):
        now = time.perf_counter()
        self.waits.append(1000 * (now - self.sent[number]))
        self.server_ms.append(micros / 1000)
        for older in [sent for sent in self.sent if sent <= number]:
            del self.sent[older]

    def told(self, message):
        if message["type"] == "stats":
            self.stats = message
        elif message["type"] == "error":
            self.errors.append(message)

    async def stream(self, address: str, delay: float, seconds: float, output: str) -> None:
        await asyncio.sleep(delay)
        client = LiveClient()
        client.on_answer, client.on_text = self.answered, self.told
        await client.open(address)
        client.tell(type="configure", effects=EFFECTS, output=output)
        started = time.perf_counter()
        number = 0
        while (now := time.perf_counter()) < started + seconds:
            if len(self.sent) < self.in_flight:
                number += 1
                self.sent[number] = now
                client.send_frame(number, int(1000 * now), self.frames[int(now * moving_faces.RATE) % len(self.frames)])
            ticks = int((now - started) * self.rate) + 1
            await asyncio.sleep(max(0.0, started + ticks / self.rate - time.perf_counter()))
        self.seconds = time.perf_counter() - started
        await asyncio.sleep(1.2)  # for the last statistics
        await client.close()


def page_ms(address: str) -> float:
    started = time.perf_counter()
    with urllib.request.urlopen(address, timeout=30) as page:
        page.read()
    return 1000 * (time.perf_counter() - started)


async def watch_pages(address, found, until):
    while not until.is_set():
        found.append(await asyncio.to_thread(page_ms, address))
        await asyncio.sleep(0.2)


async def load(server, frames, clients, rate, in_flight=2, output="image", seconds=SECONDS) -> dict:
    pages, done, before = [], asyncio.Event(), server.memory_mb()
    watching = asyncio.create_task(watch_pages(server.address, pages, done))
    visitors = [Visitor(frames, rate, in_flight) for _ in range(clients)]
    memory = [before]
    streams = [visitor.stream(server.address, index / rate / clients, seconds, output) for index, visitor in enumerate(visitors)]
    playing = asyncio.gather(*streams)
    while not playing.done():
        await asyncio.sleep(0.5)
        memory.append(server.memory_mb())
    await playing
    done.set()
    await watching
    waits = sorted(wait for visitor in visitors for wait in visitor.waits)
    answered = sorted(len(visitor.waits) / visitor.seconds for visitor in visitors)
    return {
        "clients": clients,
        "rate": rate,
        "in_flight": in_flight,
        "output": output,
        "answered_a_second_least": round(answered[0], 1),
        "answered_a_second_most": round(answered[-1], 1),
        "answered_a_second_in_all": round(sum(answered), 1),
        "median_ms": round(statistics.median(waits), 1),
        "p95_ms": round(waits[int(0.95 * (len(waits) - 1))], 1),
        "server_ms": round(statistics.median(value for visitor in visitors for value in visitor.server_ms), 1),
        "dropped": sum(visitor.stats.get("dropped", 0) for visitor in visitors),
        "errors": sum(len(visitor.errors) for visitor in visitors),
        "page_median_ms": round(statistics.median(pages), 1),
        "page_worst_ms": round(max(pages), 1),
        "memory_mb": [round(memory[0]), round(memory[len(memory) // 2]), round(memory[-1])],
    }


def main() -> dict:
    frames = recorded()
    figures = {}
    with live_server(**LIMITS) as server:
        asyncio.run(load(server, frames, 4, 15, seconds=3))  # warm
        runs = {
            "1": {"clients": 1, "rate": 30},
            "1_landmarks": {"clients": 1, "rate": 30, "output": "landmarks"},
            "10": {"clients": 10, "rate": 15},
            "10_landmarks": {"clients": 10, "rate": 15, "output": "landmarks"},
            "40": {"clients": 40, "rate": 15},
            "40_without_waiting": {"clients": 40, "rate": 15, "in_flight": 1000},
        }
        for name, options in runs.items():
            figures[name] = asyncio.run(load(server, frames, **options))
            print(f"{name}: {figures[name]} (target: {TARGETS.get(name, '-')})", flush=True)
    figures["event_loop_lag_ms_p99"] = round(1000 * sorted(server.lags)[int(0.99 * len(server.lags))], 1)
    return figures
