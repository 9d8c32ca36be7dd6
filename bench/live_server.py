"""A real server on a scratch database, for the benches that go through HTTP."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from evaranks import local


@dataclass
class Served:
    address: str
    pid: int
    first_answer_s: float
    lags: list[float] = field(default_factory=list)  # seconds, known once the server has stopped

    def memory_mb(self) -> float:
        """Resident memory of the server's process, in megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


def execute(url, statement):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@contextmanager
def scratch():
    """DATABASE_URL and DATA_DIR of a new database and folder, both gone afterwards."""
    local.prepare()
    url, name = os.environ["DATABASE_URL"], f"bench_{secrets.token_hex(4)}"
    execute(url, f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield {"DATABASE_URL": url.rsplit("/", 1)[0] + f"/{name}", "DATA_DIR": folder}
    finally:
        execute(url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def live_server(errors=None, server="daphne", **environment):
    """Serve on a free port with a new database and data folder, both gone afterwards. `errors`: a file for what it complains about."""
    with scratch() as scratch_environment:
        folder = scratch_environment["DATA_DIR"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        lag_file = Path(folder) / "lags.json"
        environment = {**os.environ, **scratch_environment, **environment}
        command = [sys.executable, "-m", "bench.served", str(lag_file), "--port", str(port), "--server", server]
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=local.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        served = Served(f"http://127.0.0.1:{port}", process.pid, 0)
        try:
            served.first_answer_s = _first_answer(served.address, started)
            yield served
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        served.lags = json.loads(lag_file.read_text())


def _first_answer(address, started):
    while time.perf_counter() - started < 180:
        try:
            urllib.request.urlopen(address, timeout=30).read()
            return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not start")
