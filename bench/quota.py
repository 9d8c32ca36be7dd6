"""A part of a core for some processes: Linux' control groups, version 1 or 2, where this machine lets us make them."""

import secrets
from contextlib import contextmanager
from pathlib import Path

PERIOD_US = 20_000  # short, so that a frame waits little for the next
VERSIONS = [
    (Path("/sys/fs/cgroup/cpu"), {"cpu.cfs_period_us": "{period}", "cpu.cfs_quota_us": "{quota}"}),
    (Path("/sys/fs/cgroup"), {"cpu.max": "{quota} {period}"}),
]


class NoQuota(Exception):
    """Control groups cannot be made here."""


@contextmanager
def cores(share: float, *pids: int):
    """These processes, with all their threads, get no more than `share` of a core together. Raises NoQuota."""
    group = _make(share)
    try:
        for pid in pids:
            (group / "cgroup.procs").write_text(str(pid))
        yield
    finally:
        for pid in (group / "cgroup.procs").read_text().split():
            (group.parent / "cgroup.procs").write_text(pid)
        group.rmdir()


def _make(share):
    for root, files in VERSIONS:
        group = root / f"evaranks-{secrets.token_hex(4)}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            for name, text in files.items():
                (group / name).write_text(text.format(period=PERIOD_US, quota=int(share * PERIOD_US)))
            return group
        except OSError:
            group.rmdir()
    raise NoQuota
