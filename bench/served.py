"""Runs `manage.py serve` with a probe on its event loop; at the end the probe's delays go to a file.

Usage: python -m bench.served LAG_FILE --port N
"""

import asyncio
import atexit
import json
import os
import sys
from pathlib import Path

from evaranks import local

INTERVAL = 0.005


def watch(loop, lags):
    """Ask the loop for a call every 5 ms and note by how many seconds it is late."""

    def tick(due):
        now = loop.time()
        lags.append(now - due)
        loop.call_later(INTERVAL, tick, now + INTERVAL)

    loop.call_soon(tick, loop.time())


def watch_server(arguments, lags):
    """Daphne's loop is there before it serves; Uvicorn's is made when it does."""
    if "uvicorn" not in arguments:
        from daphne.server import twisted_loop

        return watch(twisted_loop, lags)
    from uvicorn import Server

    start = Server.startup

    async def startup(self, *args, **options):
        watch(asyncio.get_running_loop(), lags)
        await start(self, *args, **options)

    Server.startup = startup


def main():
    lag_file, *arguments = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "evaranks.settings"
    local.prepare()
    from django.core.management import execute_from_command_line

    lags = []
    watch_server(arguments, lags)
    atexit.register(lambda: Path(lag_file).write_text(json.dumps(lags)))
    execute_from_command_line(["manage.py", "serve", *arguments])


if __name__ == "__main__":
    main()
