"""Sending a stored file of any size without holding it in memory."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest

PIECE = 256 * 1024


def read_in_pieces(file, request) -> Iterator[bytes] | AsyncIterator[bytes]:
    """The file's bytes, closed at the end. Under ASGI Django would read a plain iterator to its end before it sends anything."""
    return _read_async(file) if isinstance(request, ASGIRequest) else _read(file)


def _read(file):
    with file:
        while piece := file.read(PIECE):
            yield piece


async def _read_async(file):
    # Not the thread that all of a request's synchronous code shares: a slow disk would hold others up.
    read = sync_to_async(file.read, thread_sensitive=False)
    try:
        while piece := await read(PIECE):
            yield piece
    finally:
        file.close()
