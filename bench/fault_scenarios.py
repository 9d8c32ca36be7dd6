"""Parts of the deployment that fail, one after the other, while people are at work. Each returns what was seen."""

import os
import signal
import time
import uuid
from pathlib import Path

import psutil

from bench import fault_rig
from bench.fault_rig import Streams, Uploads

BEFORE_S, AFTER_S = 3, 12


def database_killed(cluster, folder, token, frame) -> dict:
    """PostgreSQL is killed (SIGKILL) under uploads."""
    before = fault_rig.what_is_kept(folder)["photos"]
    with Uploads(cluster.address, token) as uploads:
        time.sleep(BEFORE_S)
        pid = int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
        since = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        time.sleep(1)
        uploads.wait_for_success(since + 1)
        time.sleep(AFTER_S / 4)
    seen = uploads.figures(since)
    kept = fault_rig.what_is_kept(folder)
    # What was answered with 201 is there. More may be: where the answer was lost with the connection.
    return {**seen, **kept, "promised_and_lost": max(0, seen["kept"] - (kept["photos"] - before))}


def redis_killed(cluster, folder, token, frame) -> dict:
    """Redis is killed under uploads and streams; it is started again after two seconds."""
    cluster.start_again = False
    with Streams(cluster.address, frame) as streams, Uploads(cluster.address, token, 2) as uploads:
        time.sleep(BEFORE_S)
        since = time.monotonic()
        os.kill(cluster.all["redis"].pid(), signal.SIGKILL)
        time.sleep(4)
        cluster.start_again = True
        time.sleep(AFTER_S)
    return {
        **uploads.figures(since),
        "streams": streams.count,
        "longest_gap_s": max(streams.gaps(since)),
        "reconnections": streams.reconnections,
    }


def web_killed(cluster, folder, token, frame) -> dict:
    """One of two web processes is killed with its streams: they come back at the other; the process is started again."""
    with Streams(cluster.address, frame) as streams, Uploads(cluster.address, token, 2) as uploads:
        time.sleep(BEFORE_S)
        since = time.monotonic()
        os.kill(cluster.all["web-1"].pid(), signal.SIGKILL)
        time.sleep(AFTER_S)
    seen = uploads.figures(since)
    gaps = streams.gaps(since)
    return {
        **seen,
        **fault_rig.what_is_kept(folder),
        "streams": streams.count,
        "streams_back": sum(gap < 10 for gap in gaps),
        "longest_gap_s": max(gaps),
    }


def worker_killed(cluster, folder, token, frame) -> dict:
    """The process of a worker is killed in the middle of a job; the job is done all the same, once."""
    from accounts.export_services import start_export
    from accounts.models import User
    from accounts.privacy_models import DataExport

    for _ in range(60):
        fault_rig.upload(cluster.address, token, fault_rig.photo_of(640) + uuid.uuid4().bytes)
    user = User.objects.get(username="worker_killed")
    export = start_export(user=user)
    worker = psutil.Process(cluster.all["jobs-1"].pid())
    started = time.monotonic()
    killed = 0
    while time.monotonic() - started < 30 and not killed:
        export.refresh_from_db()
        if export.state == "running":
            for child in worker.children():
                child.kill()
                killed += 1
        time.sleep(0.01)
    while time.monotonic() - started < 120:
        export.refresh_from_db()
        if export.state == "ready":
            break
        time.sleep(0.2)
    assert killed, "the export was ready before its worker could be killed"
    assert export.state == "ready", export.state
    return {
        "killed_processes": killed,
        "state": export.state,
        "done_after_s": round(time.monotonic() - started, 1),
        "exports": DataExport.objects.count(),
    }


def disk_full(cluster, folder, token, frame) -> dict:
    """No web process can write files of more than 20 KB for four seconds, under uploads."""
    webs = [psutil.Process(cluster.all[f"web-{number}"].pid()) for number in (1, 2)]
    with Uploads(cluster.address, token) as uploads:
        time.sleep(BEFORE_S)
        since = time.monotonic()
        for web in webs:
            web.rlimit(psutil.RLIMIT_FSIZE, (20_000, psutil.RLIM_INFINITY))
        time.sleep(4)
        for web in webs:
            web.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
        time.sleep(AFTER_S / 2)
    return {
        **uploads.figures(since),
        **fault_rig.what_is_kept(folder),
        "partial_files": len(list(Path(folder, "media").rglob("*.partial"))),
    }


SCENARIOS = (database_killed, redis_killed, web_killed, worker_killed, disk_full)
