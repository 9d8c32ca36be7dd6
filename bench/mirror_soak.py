"""Eight clients that come and go, cut the line, send nonsense and never read: `MINUTES=10 python -m bench mirror_soak`.

Afterwards memory, threads and open files are as before, every place is free, and the server has complained about nothing.
"""

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.live_client import BINARY, TEXT, LiveClient
from bench.live_server import live_server
from bench.mirror_load import EFFECTS, recorded

CLIENTS = 8
NONSENSE = (
    "{",
    "[]",
    '{"type": "configure", "effects": [{"name": "moustache"}]}',
    '{"type": "configure", "quality": -1}',
    "\\u0000",
    "x" * 9000,
)
TARGET_GROWTH = 0.05
PLACES = {"LIVE_SESSIONS": "12", "LIVE_SESSIONS_ANONYMOUS": "12", "LIVE_SESSIONS_ADDRESS": "12", "LIVE_IDLE_S": "3"}


class Troublemaker:
    """Visits one after the other, each different, by a seed of its own."""

    def __init__(self, address, frames, seed, counts):
        self.address, self.frames, self.counts = address, frames, counts
        self.dice = random.Random(seed)

    async def stay(self, until: float) -> None:
        while time.perf_counter() < until:
            visit = self.dice.choice((self.wear, self.wear, self.wear, self.babble, self.flood, self.swell, self.ignore, self.knock))
            self.counts[visit.__name__] += 1
            client = LiveClient()
            client.on_answer = lambda *_: self.count("answers")
            client.on_text = lambda message: self.count(message["type"])
            await client.open(self.address)
            await visit(client)
            if self.dice.random() < 0.5:
                client.cut()
            else:
                await client.close()
            self.count(f"closed_{client.close_code}")

    def count(self, name):
        self.counts[name] += 1

    async def wear(self, client):
        """Make-up for a while, changed now and then."""
        for number in range(self.dice.randrange(5, 80)):
            if number % 20 == 0:
                client.tell(type="configure", effects=self.dice.sample(EFFECTS, 1), output=self.dice.choice(("image", "landmarks")))
            client.send_frame(number, 66 * number, self.dice.choice(self.frames))
            await asyncio.sleep(0.066)

    async def babble(self, client):
        for _ in range(20):
            client.send(TEXT, self.dice.choice(NONSENSE).encode())
            client.send(BINARY, self.dice.randbytes(self.dice.randrange(1, 3000)))
            client.send_frame(9, 9, self.dice.choice(self.frames)[: self.dice.randrange(1, 20000)])
            await asyncio.sleep(0.02)

    async def flood(self, client):
        for number in range(150):
            client.send_frame(number, number, self.frames[number % len(self.frames)])
        await asyncio.sleep(self.dice.random())

    async def swell(self, client):
        client.send(BINARY, bytes(self.dice.choice((600_000, 2_000_000))))
        await asyncio.sleep(0.2)

    async def ignore(self, client):
        """Never reads; stays past the idle limit, or leaves before."""
        client.listening.cancel()
        client.writer.transport.pause_reading()
        for number in range(100):
            client.send_frame(number, number, self.frames[0])
            await asyncio.sleep(0.01)
        await asyncio.sleep(self.dice.choice((0.1, 5)))

    async def knock(self, client):
        """Opens and leaves."""


def used(server) -> dict:
    folder = Path(f"/proc/{server.pid}")
    return {
        "memory_mb": server.memory_mb(),
        "threads": len(list((folder / "task").iterdir())),
        "files": len(list((folder / "fd").iterdir())),
    }


async def places_free(address) -> int:
    """How many clients are let in at once now."""
    let_in = []
    clients = [LiveClient() for _ in range(int(PLACES["LIVE_SESSIONS"]) + 2)]
    for client in clients:
        client.on_text = lambda message: let_in.append(1) if message["type"] == "ready" else None
        await client.open(address)
    await asyncio.sleep(1)
    for client in clients:
        await client.close()
    return len(let_in)


async def soak(server, minutes: float) -> dict:
    frames, counts = recorded(), Counter()
    started = time.perf_counter()

    async def trouble(until):
        await asyncio.gather(*[Troublemaker(server.address, frames, seed, counts).stay(until) for seed in range(CLIENTS)])

    await trouble(started + min(30, 15 * minutes))  # what every server needs once it has served
    await asyncio.sleep(5)
    before, samples = used(server), []
    playing = asyncio.create_task(trouble(time.perf_counter() + 60 * minutes))
    while not playing.done():
        samples.append(server.memory_mb())
        await asyncio.sleep(1)
    await playing
    await asyncio.sleep(6)
    after = used(server)
    tenth = max(1, len(samples) // 10)
    medians = [round(statistics.median(samples[start : start + tenth]), 1) for start in range(0, 10 * tenth, tenth) if samples[start:]]
    return {
        "minutes": minutes,
        "before": before,
        "after": after,
        "memory_mb_by_tenths": medians,
        "memory_growth": round(medians[-1] / medians[0] - 1, 4),
        "places_free": await places_free(server.address),
        "places": int(PLACES["LIVE_SESSIONS"]),
        "counts": dict(sorted(counts.items())),
    }


def main() -> dict:
    minutes = float(os.environ.get("MINUTES", "1"))
    with tempfile.TemporaryFile("w+") as errors:
        with live_server(errors=errors, **PLACES) as server:
            figures = asyncio.run(soak(server, minutes))
        errors.seek(0)
        complaints = [line for line in errors if not line.startswith("INFO: ")]
    figures["complaints"] = len(complaints)
    print("".join(complaints[:20]), end="")
    print(f"memory grew {100 * figures['memory_growth']:.1f} % in {minutes} minutes (target < {100 * TARGET_GROWTH:.0f} %): {figures}")
    return figures
