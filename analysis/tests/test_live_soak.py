"""A short stay of the visitors of `bench.mirror_soak`: nothing of them is left over."""

import asyncio
import gc
import random
import threading
import time

from analysis.live import LiveConsumer

SECONDS = 4
LIPSTICK = {"name": "lipstick"}


async def visit(open_stream, dice, frame):
    """One visit of a random kind; it may end in the middle of anything."""
    async with open_stream(address=f"10.0.0.{dice.randrange(9)}") as stream:
        for number in range(dice.randrange(30)):
            kind = dice.randrange(6)
            if kind == 0:
                await stream.tell(dice.choice(("{", "[]", '{"type": "configure", "quality": 0}')))
            elif kind == 1:
                await stream.frame(number, frame[: dice.randrange(1, len(frame))])
            elif kind == 2:
                await stream.tell(type="configure", effects=[LIPSTICK], output=dice.choice(("image", "landmarks", "network")))
            else:
                await stream.frame(number, frame)
            await asyncio.sleep(dice.random() * 0.03)
        if dice.random() < 0.1:
            stream.communicator.future.cancel()
            await asyncio.wait([stream.communicator.future])


async def stay(open_stream, seed, frame, until):
    dice, visits = random.Random(seed), 0
    while asyncio.get_running_loop().time() < until:
        await visit(open_stream, dice, frame)
        visits += 1
    return visits


def consumers():
    gc.collect()
    # By type(): isinstance would ask dead weak proxies for their class.
    return [thing for thing in gc.get_objects() if issubclass(type(thing), LiveConsumer)]


def test_it_works(run_live, webcam_frame, caplog):
    async def crowd(open_stream):
        await stay(open_stream, 99, webcam_frame, asyncio.get_running_loop().time() + 1)
        threads = set(threading.enumerate())
        until = asyncio.get_running_loop().time() + SECONDS
        visits = await asyncio.gather(*[stay(open_stream, seed, webcam_frame, until) for seed in range(8)])
        assert sum(visits) > 8
        await asyncio.sleep(0.1)
        assert [task.get_coro().__qualname__ for task in asyncio.all_tasks() if "LiveConsumer" in task.get_coro().__qualname__] == []
        assert {thread for thread in set(threading.enumerate()) - threads if not thread.name.startswith(("live", "inference"))} == set()

    run_live(crowd)  # its fixture sees to it that no place is taken at the end
    until = time.monotonic() + 5
    while consumers() and time.monotonic() < until:
        time.sleep(0.1)  # a thread lets go of its last job when it has come back to its queue
    assert consumers() == []
    assert caplog.records == []
