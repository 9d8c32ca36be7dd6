"""Live streams and API calls on one site at the same time, and who spends the processor's time meanwhile."""

import asyncio
import statistics
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import psutil

from bench.face_load import Caller
from bench.mirror_load import Visitor


def call_for(address: str, token: str, picture: bytes, callers: int, seconds: float) -> list[tuple[int, float]]:
    """Callers that ask again as soon as they have their answer: (status, milliseconds) of each."""
    until = time.perf_counter() + seconds

    def work(caller):
        answers = []
        while time.perf_counter() < until:
            answers.append(caller.call())
        return answers

    if not callers:
        return []
    with ThreadPoolExecutor(callers) as pool:
        return [answer for batch in pool.map(work, [Caller(address, token, picture) for _ in range(callers)]) for answer in batch]


async def _put_on(pool, address, token, picture, frames, streams, callers, rate, seconds):
    loop = asyncio.get_running_loop()
    calls = loop.run_in_executor(pool, call_for, address, token, picture, callers, seconds)
    visitors = [Visitor(frames, rate, in_flight=2) for _ in range(streams)]
    await asyncio.gather(*[visitor.stream(address, index / rate / streams, seconds, "image") for index, visitor in enumerate(visitors)])
    return visitors, await calls


def spent(groups: dict[str, list[psutil.Process]]) -> dict[str, float]:
    """Seconds of processor time that each group has used, with children that have ended."""
    return {name: sum(sum(process.cpu_times()[:4]) for process in processes if process.is_running()) for name, processes in groups.items()}


class Load:
    """`with Load(frames, picture) as load:` then `load.put_on(...)` as often as wanted. API callers are a process of their own."""

    def __init__(self, frames: list[bytes], picture: bytes):
        self.frames, self.picture = frames, picture

    def __enter__(self):
        self.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self.pool.submit(call_for, "", "", b"", 0, 0).result()
        return self

    def __exit__(self, *_):
        self.pool.shutdown()

    def put_on(self, address, token, groups, *, streams=8, callers=4, rate=15.0, seconds=8.0) -> dict:
        """Figures of one run; `groups` names the processes whose time is counted, in cores: 1.0 is one that never rested."""
        mine = [psutil.Process(), *psutil.Process().children(recursive=False)]
        groups = {**groups, "clients": [process for process in mine if not any(process in group for group in groups.values())]}
        before, started = spent(groups), time.perf_counter()
        visitors, calls = asyncio.run(_put_on(self.pool, address, token, self.picture, self.frames, streams, callers, rate, seconds))
        elapsed = time.perf_counter() - started
        after = spent(groups)
        waits = sorted(wait for visitor in visitors for wait in visitor.waits)
        times = sorted(milliseconds for status, milliseconds in calls if status == 200)
        return {
            "streams": streams,
            "callers": callers,
            "frames_a_second": round(sum(len(visitor.waits) / visitor.seconds for visitor in visitors), 1),
            "frame_median_ms": _at(waits, 0.5),
            "frame_p95_ms": _at(waits, 0.95),
            "requests_a_second": round(len(times) / seconds, 1),
            "request_median_ms": _at(times, 0.5),
            "request_p95_ms": _at(times, 0.95),
            "refused": len(calls) - len(times) + sum(len(visitor.errors) for visitor in visitors),
            "cores": {name: round((after[name] - before[name]) / elapsed, 2) for name in groups},
        }


def _at(values, share):
    return round(values[int(share * (len(values) - 1))], 1) if values else None


def middle(runs: list[dict]) -> dict:
    """The median of each figure of several runs."""
    return {
        name: middle([run[name] for run in runs])
        if isinstance(runs[0][name], dict)
        else None
        if any(run[name] is None for run in runs)
        else round(statistics.median(run[name] for run in runs), 2)
        for name in runs[0]
    }
