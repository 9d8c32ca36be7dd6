"""When this process is told to end, its streams move to another: each finishes its frame, is told to come back, and is closed."""

import asyncio

_open = set()
_begun = False


def begun() -> bool:
    """Whether streams are sent away: no new one is taken in."""
    return _begun


def enter(stream) -> None:
    """From now on `stream.send_away()`, a coroutine function, is called when the process is to end."""
    _open.add(stream)


def leave(stream) -> None:
    _open.discard(stream)


async def send_all_away(timeout_s: float) -> int:
    """On the event loop of the streams. Those that take longer than `timeout_s` are cut when the server stops; how many those are."""
    global _begun
    _begun = True
    moving = [asyncio.create_task(stream.send_away()) for stream in list(_open)]
    if not moving:
        return 0
    _, late = await asyncio.wait(moving, timeout=timeout_s)
    for task in late:
        task.cancel()
    return len(late)
