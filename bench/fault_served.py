"""Runs `manage.py serve` with a weakness for two pictures: one makes a thread hang, the other the whole process.

Usage: python -m bench.fault_served serve --port N ...
"""

import ctypes
import os
import sys
import time

from evaranks import local

HANGS, STANDS_STILL = b"hangs", b"stands still"


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "evaranks.settings"
    local.prepare()
    from django.core.management import execute_from_command_line

    from evaranks import heartbeat
    from ml_models import images

    heartbeat.STILL_S, heartbeat.BEAT_S = 10, 1
    decode = images.decode

    def weak(data, *arguments, **options):
        if data.endswith(HANGS):
            time.sleep(10_000)
        if data.endswith(STANDS_STILL):
            ctypes.PyDLL(None).sleep(10_000)  # with Python's lock held, as native code may
        return decode(data, *arguments, **options)

    images.decode = weak
    execute_from_command_line(["manage.py", *sys.argv[1:]])


if __name__ == "__main__":
    main()
