"""Runs `manage.py serve` with a probe on its event loop; at the end the probe's delays go to a file.

Usage: python -m bench.served LAG_FILE --port N
"""

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


def main():
    lag_file, *arguments = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "evaranks.settings"
    local.prepare()
    from daphne.server import twisted_loop
    from django.core.management import execute_from_command_line

    lags = []
    watch(twisted_loop, lags)
    atexit.register(lambda: Path(lag_file).write_text(json.dumps(lags)))
    execute_from_command_line(["manage.py", "serve", *arguments])


if __name__ == "__main__":
    main()
