"""A site as a process of its own, for tests of what happens when parts of it fail."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection


@dataclass
class Site:
    address: str
    port: int
    process: subprocess.Popen
    data_dir: Path
    database_url: str
    log: Path

    def memory_mb(self) -> float:
        """Resident memory of the server's process, in megabytes."""
        return int(Path(f"/proc/{self.process.pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


@pytest.fixture
def make_site(django_db_setup, django_db_blocker, tmp_path_factory):
    """`make_site(*arguments, **environment)` starts `manage.py serve` on an empty database, without static files: for the API."""
    with _sites(django_db_blocker, tmp_path_factory) as make:
        yield make


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def site(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """One of each server that a module's tests share, with bounds small enough to reach."""
    bounds = {"REQUEST_MB": "2", "REQUESTS_MB": "6", "REQUEST_GRACE_S": "2", "REQUEST_IDLE_S": "3"}
    with _sites(django_db_blocker, tmp_path_factory) as make:
        yield make("--server", request.param, THROTTLE_UPLOADS="100000/minute", **bounds)


@contextmanager
def _sites(blocker, tmp_path_factory):
    made = []

    def make(*arguments, started=True, **environment):
        with blocker.unblock():
            template = connection.settings_dict["NAME"]
            connection.close()  # a database that is in use is no template
        assert template.startswith("test_"), "a module whose tests share a site is marked django_db: else there is no test database"
        name, url = f"site_{secrets.token_hex(4)}", os.environ["DATABASE_URL"]
        execute(url, f'CREATE DATABASE {name} TEMPLATE "{template}"')
        data_dir = tmp_path_factory.mktemp("site")
        site = start(url.rsplit("/", 1)[0] + f"/{name}", data_dir, *arguments, **environment)
        made.append((site, name))
        if started:
            wait_for(site)
        return site

    try:
        yield make
    finally:
        for site, name in made:
            if site.process.poll() is None:
                site.process.send_signal(signal.SIGTERM)
                try:
                    site.process.wait(30)
                except subprocess.TimeoutExpired:
                    site.process.kill()
            execute(os.environ["DATABASE_URL"], f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def start(database_url, data_dir, *arguments, **environment) -> Site:
    port = free_port()
    log = data_dir / "log"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "DRAIN_S": "2",
        "LOG_LEVEL": "WARNING",
        **environment,
    }
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--prepared", *arguments]
    with log.open("ab") as file:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=file, stderr=file)
    return Site(f"http://127.0.0.1:{port}", port, process, data_dir, database_url, log)


def wait_for(site: Site, path="/healthz", seconds=90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert site.process.poll() is None, site.log.read_text()[-2000:]
        try:
            urllib.request.urlopen(site.address + path, timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer: {site.log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def execute(url, statement, *values):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()
