"""Live recognition through the real server: 4 clients at 640x480 whose faces are looked up in a gallery while they move.

Beside it the same clients at the mirror's landmarks, which follow faces but recognise nobody: what recognising costs.
The clients run on the same cores as the server.
"""

import asyncio
import base64
import json
import statistics
import time

from bench import moving_faces
from bench.api_load import Client
from bench.live_client import LiveClient
from bench.live_server import live_server
from bench.mirror_load import LIMITS, Visitor, recorded
from evaranks.sample_pictures import picture_path

PATHS = {"recognition": "/ws/live/recognition/", "landmarks": "/ws/live/effects/"}
CLIENTS, SECONDS, ROUNDS = 4, 8, 3
RATES = (15, 30)
TARGET = 15  # answered frames a second for each client that sends more


class Watcher(Visitor):
    """Sends frames like a page, and counts those in which somebody is named."""

    named = 0

    def answered(self, number, micros, body):
        super().answered(number, micros, body)
        if body[:1] == b"{":
            self.named += any(face["state"] == "known" for face in json.loads(body)["faces"])

    async def stream(self, address, delay, seconds, path, cookie):
        await asyncio.sleep(delay)
        client = LiveClient()
        client.on_answer, client.on_text = self.answered, self.told
        await client.open(address, path, cookie)
        client.tell(type="configure", **({"output": "landmarks"} if path == PATHS["landmarks"] else {"mode": "recognise"}))
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
        await client.close()


def enrolled(address: str) -> str:
    """The cookies of a new account that agreed, and has the person of the film in its gallery."""
    account = Client(address)
    account._form("/people/consent/", {"agree": "on", "version": "1"})
    image = "data:image/jpeg;base64," + base64.b64encode(picture_path("grace_hopper").read_bytes()).decode()
    person = json.loads(_post(account, "/api/v1/people/", {"name": "Grace", "has_consent": True}))
    _post(account, f"/api/v1/people/{person['id']}/samples/", {"image": image})
    return "; ".join(f"{name}={value}" for name, value in account.cookies.items())


def _post(account, path, body):
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in account.cookies.items()), "Content-Type": "application/json"}
    account.connection.request("POST", path, json.dumps(body), headers | {"X-CSRFToken": account.cookies["csrftoken"]})
    response = account.connection.getresponse()
    answer = response.read()
    assert response.status == 201, answer
    return answer


async def load(server, frames, rate, path, cookie, seconds=SECONDS) -> dict:
    watchers = [Watcher(frames, rate, 2) for _ in range(CLIENTS)]
    await asyncio.gather(
        *(watcher.stream(server.address, index / rate / CLIENTS, seconds, path, cookie) for index, watcher in enumerate(watchers))
    )
    waits = sorted(wait for watcher in watchers for wait in watcher.waits)
    answered = sorted(len(watcher.waits) / watcher.seconds for watcher in watchers)
    return {
        "answered_a_second_least": answered[0],
        "answered_a_second_most": answered[-1],
        "median_ms": statistics.median(waits),
        "p95_ms": waits[int(0.95 * (len(waits) - 1))],
        "server_ms": statistics.median(value for watcher in watchers for value in watcher.server_ms),
        "named_share": sum(watcher.named for watcher in watchers) / len(waits),
        "errors": sum(len(watcher.errors) for watcher in watchers),
    }


def main() -> dict:
    frames = recorded()
    figures = {"clients": CLIENTS, "target_answered_a_second": TARGET}
    with live_server(**LIMITS) as server:
        cookie = enrolled(server.address)
        asyncio.run(load(server, frames, 15, PATHS["recognition"], cookie, seconds=3))  # warm
        for rate in RATES:
            rounds = {name: [] for name in PATHS}
            for _round in range(ROUNDS):  # in turn, so that other work on the machine meets both alike
                for name, path in PATHS.items():
                    rounds[name].append(asyncio.run(load(server, frames, rate, path, cookie)))
            for name, runs in rounds.items():
                figures[f"{name}_at_{rate}"] = {key: round(statistics.median(run[key] for run in runs), 2) for key in runs[0]}
                print(f"{name} at {rate}: {figures[f'{name}_at_{rate}']}", flush=True)
    figures["event_loop_lag_ms_p99"] = round(1000 * sorted(server.lags)[int(0.99 * len(server.lags))], 1)
    return figures
