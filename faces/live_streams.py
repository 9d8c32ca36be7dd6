"""The recognition streams that are open in this process, so that a withdrawal reaches them at once.

Every stream also looks once a second by itself: that is how it hears of what happened in another process.
"""

_open = set()


def enter(stream) -> None:
    """From now on `stream.look_again()` is called, on its event loop `stream.loop`, when something was erased."""
    _open.add(stream)


def leave(stream) -> None:
    _open.discard(stream)


def wake_all() -> None:
    """Something was erased. May be called from any thread."""
    for stream in list(_open):
        stream.loop.call_soon_threadsafe(stream.look_again)
