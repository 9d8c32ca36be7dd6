"""A server whose inference hangs, whose process stands still, whose clock jumps, whose weights are not what they were."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import libfaketime

from bench.api_load import photo_of
from bench.fault_clients import serving as serving_one
from bench.fault_rig import Streams, upload
from bench.fault_served import HANGS, STANDS_STILL
from evaranks import local

LIMIT_S = "3"


@contextmanager
def serving():
    """Each scenario starts what it needs."""
    yield None


def _weak(**environment):
    return serving_one("-m", "bench.fault_served", INFERENCE_LIMIT_S=LIMIT_S, INFERENCE_WORKERS="2", **environment)


def _post(site, token, tail):
    started = time.monotonic()
    status = upload(site.address, token, photo_of(320) + uuid.uuid4().bytes + tail)
    return status, round(time.monotonic() - started, 1)


def a_thread_hangs(_, folder, token, frame) -> dict:
    """One of two inference threads hangs: that request is told to come back, the next ones are served."""
    with _weak() as site:
        status, seconds = _post(site, token, HANGS)
        after = [_post(site, token, b"")[0] for _ in range(4)]
    assert (status, set(after)) == (503, {201}), (status, after)
    return {"answered": status, "after_s": seconds, "next": after}


def all_threads_hang(_, folder, token, frame) -> dict:
    """Every inference thread hangs: the process ends by itself, for whoever runs it to start it again."""
    with _weak() as site:
        hung = [_post(site, token, HANGS)[0] for _ in range(2)]
        started = time.monotonic()
        status = site.process.wait(90)
    assert hung == [503, 503], hung
    return {"answered": hung, "ended_with": status, "ended_after_s": round(time.monotonic() - started, 1)}


def the_process_stands_still(_, folder, token, frame) -> dict:
    """Native code hangs and holds Python's lock: a watchdog in C ends the process, and the log says where it stood."""
    with _weak() as site:
        started = time.monotonic()
        answered, _ = _post(site, token, STANDS_STILL)
        status = site.process.wait(60)
        seconds = round(time.monotonic() - started, 1)
    assert (answered, status) == (0, 1), (answered, status)
    return {"answered": answered, "ended_with": status, "ended_after_s": seconds}


def clock_jumps(_, folder, token, frame) -> dict:
    """The server's clock goes three days ahead, then back: streams, sign-ins and uploads go on."""
    from analysis.models import Photo

    library = Path(libfaketime.__file__).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
    offset = folder / "clock"
    offset.write_text("+0")
    clock = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1"}
    with serving_one(**clock) as site, Streams(site.address, frame, 3) as streams:
        statuses = []
        since = time.monotonic()
        for jump in ("+3d", "+0", "-1d", "+0"):
            offset.write_text(jump)
            time.sleep(4)
            statuses.append(_post(site, token, b"")[0])
    assert set(statuses) == {201}, statuses
    moments = list(Photo.objects.order_by("-created_at").values_list("created_at", flat=True))
    days = round((moments[0] - moments[-1]) / timedelta(days=1), 1)
    assert days >= 4, days  # the clock did jump
    return {
        "days_between_clocks": days,
        "uploads": statuses,
        "longest_gap_s": max(streams.gaps(since)),
        "reconnections": streams.reconnections,
    }


def weights_corrupt(_, folder, token, frame) -> dict:
    """A byte of a network's file is not what it was: the server says so in a sentence and does not start."""
    from ml_models import presets

    with tempfile.TemporaryDirectory() as copy:
        weights = shutil.copytree(presets.WEIGHTS, Path(copy) / "weights")
        network = weights / json.loads((weights / "eva-styles.json").read_text())["file"]
        data = bytearray(network.read_bytes())
        data[len(data) // 2] ^= 1
        network.write_bytes(data)
        program = (
            "import sys, pathlib; from evaranks import local; local.prepare(); from ml_models import presets;"
            f"presets.check_all.__defaults__ = (pathlib.Path({str(weights)!r}),);"
            "from django.core.management import execute_from_command_line as execute; execute(['manage.py', 'serve', '--port', '8169'])"
        )
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "evaranks.settings"}
        outcome = subprocess.run(
            [sys.executable, "-c", program], cwd=local.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120
        )
    sentence = outcome.stderr.strip().splitlines()[-1]
    assert outcome.returncode != 0
    assert "expects a file with SHA-256" in sentence, sentence
    return {"ended_with": outcome.returncode, "sentence_names_the_file": network.name in sentence}


SCENARIOS = (a_thread_hangs, all_threads_hang, the_process_stands_still, clock_jumps, weights_corrupt)
