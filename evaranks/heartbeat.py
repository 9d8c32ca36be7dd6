"""Ends a server process whose event loop stands still, so that whoever runs it starts it again.

A thread cannot watch: native code that hangs with Python's lock stops every thread. The standard library's faulthandler waits
in a thread of C, needs no lock, and writes to the log where each thread stood.
"""

import faulthandler
import sys

STILL_S = 60
BEAT_S = 10


def start(loop) -> None:
    """From now on the asyncio event loop `loop` must come by every STILL_S seconds."""

    def beat():
        faulthandler.dump_traceback_later(STILL_S, exit=True, file=sys.__stderr__)
        loop.call_later(BEAT_S, beat)

    beat()


def stop() -> None:
    """The loop has ended; what is left is bounded by evaranks/draining.py."""
    faulthandler.cancel_dump_traceback_later()
