"""What people and programs are told while a part of the site is away, and what is left behind: nothing half-written."""

import errno
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import OperationalError

from accounts.services import create_token
from evaranks import probe
from evaranks.left_files import delete_left_files
from evaranks.storage import PrivateStorage
from evaranks.tests.conftest import execute
from ml_models import presets


@pytest.fixture
def fail_with(client, monkeypatch):
    """`fail_with(error)`: every page and every API call fails with it."""
    client.raise_request_exception = False

    def fail_with(error):
        def view(*_, **__):
            raise error

        monkeypatch.setattr("django.contrib.auth.get_user", view)
        monkeypatch.setattr("django.contrib.auth.middleware.get_user", view)

    return fail_with


def test_it_works(client, db, fail_with):
    """A page says so kindly, without asking the database that is away; machines are told when to come back."""
    fail_with(OperationalError("connection refused"))
    response = client.get("/board/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Nothing of yours is gone" in response.content.decode()


def test_programs_get_a_problem_document(client, db, fail_with):
    fail_with(OperationalError("connection refused"))
    response = client.get("/api/v1/leaderboard/")
    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (503, "unavailable", "5")


def test_a_full_disk_is_told(client, db, fail_with):
    fail_with(OSError(errno.ENOSPC, "No space left on device"))
    response = client.get("/board/")
    assert response.status_code == 507
    assert "Nothing was kept" in response.content.decode()


def test_other_errors_stay_errors(client, db, fail_with):
    fail_with(OSError(errno.EACCES, "Permission denied"))
    assert client.get("/board/").status_code == 500


def test_a_file_that_cannot_be_written_leaves_nothing(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    storage = PrivateStorage()

    def fail(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("evaranks.storage.os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        storage.save("photos/ab/cd.jpg", ContentFile(b"half"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_a_killed_process_left_is_deleted(make_look, alice, settings, tmp_path):
    """It was writing when it was killed: no row names the file. What rows name stays, and what is new may have its row in a moment."""
    settings.DATA_DIR = tmp_path
    settings.STORAGES = {**settings.STORAGES}  # has the storage look there
    photo = make_look(alice).photo
    for name, age_s in (("photos/ab/half.jpg.12ab.partial", 90_000), ("photos/ab/alone.jpg", 90_000), ("photos/ab/new.jpg", 10)):
        path = tmp_path / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (time.time() - age_s,) * 2)
    os.utime(photo.file.path, (0, 0))

    assert delete_left_files() == 2
    there = {str(path.relative_to(tmp_path / "media")) for path in (tmp_path / "media").rglob("*") if path.is_file()}
    assert there == {photo.file.name, photo.thumbnail.name, "photos/ab/new.jpg"}


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_finds_the_disk_full_is_refused_whole(alice, make_site, picture):
    """The server may write no file of more than 100 KB: what it then has no room for it does not keep a part of."""
    _, token = create_token(owner=alice, name="test")
    site = make_site()
    process = psutil.Process(site.process.pid)
    photo = picture("grace_hopper")

    process.rlimit(psutil.RLIMIT_FSIZE, (20_000, psutil.RLIM_INFINITY))
    assert post(site, token, photo) == 507
    assert [path for path in (site.data_dir / "media").rglob("*") if path.is_file()] == []
    assert execute(site.database_url, "SELECT count(*) FROM analysis_photo") == [(0,)]

    process.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    assert post(site, token, photo) == 201
    kept = [path for path in (site.data_dir / "media").rglob("*") if path.is_file()]
    assert len(kept) == 2


def post(site, token, photo):
    boundary = "eva"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'.encode()
        + photo
        + f"\r\n--{boundary}--\r\n".encode()
    )
    headers = {"Authorization": f"Token {token}", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    request = urllib.request.Request(f"{site.address}/api/v1/photos/", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_health_check_asks_under_the_sites_name(live_server, settings, monkeypatch, capsys, tmp_path):
    """Production answers to its own name alone: asked by its address, a healthy container would be taken for a sick one."""
    settings.ALLOWED_HOSTS = ["evaranks.example"]
    hosts = tmp_path / "hosts"
    hosts.write_text("evaranks.example\n")
    monkeypatch.setenv("ALLOWED_HOSTS", "evaranks.example,www.evaranks.example")
    assert probe.main(f"{live_server.url}/healthz") == 0
    monkeypatch.delenv("ALLOWED_HOSTS")
    monkeypatch.setenv("ALLOWED_HOSTS_FILE", str(hosts))
    assert probe.main(f"{live_server.url}/healthz") == 0
    hosts.write_text("another.example")
    assert probe.main(f"{live_server.url}/healthz") == 1
    assert "400" in capsys.readouterr().out
    assert probe.main("http://127.0.0.1:1/readyz") == 1


def test_a_network_that_was_changed_stops_the_start_with_a_sentence(monkeypatch):
    def check_all():
        raise presets.PresetError("Preset 'eva-styles' expects a file with SHA-256 1; eva-styles.tflite has 2")

    monkeypatch.setattr(presets, "check_all", check_all)
    with pytest.raises(CommandError, match=r"eva-styles\.tflite has 2\. Fetch it again"):
        call_command("serve", port=1, prepared=True)


def test_a_process_that_stands_still_is_ended():
    """Native code that hangs and holds Python's lock: no thread of Python's could end it."""
    program = """
import asyncio, ctypes
from evaranks import heartbeat
heartbeat.STILL_S, heartbeat.BEAT_S = 1.0, 0.1
async def main():
    heartbeat.start(asyncio.get_running_loop())
    await asyncio.sleep(1.5)
    print("beats", flush=True)
    ctypes.PyDLL(None).sleep(30)
asyncio.run(main())
"""
    outcome = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=20)
    assert outcome.stdout == "beats\n"
    assert outcome.returncode == 1
    assert "Timeout" in outcome.stderr
    assert "in main" in outcome.stderr


def test_the_embedded_database_comes_back_by_itself(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    tmp_path.chmod(0o755)
    program = f"""
import os, signal, time
from pathlib import Path
import psycopg2
from evaranks import database
database.LOOK_S = 0.1
url = database.start(Path({str(folder)!r}))
connection = psycopg2.connect(url)
connection.cursor().execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
connection.commit()
database.keep_running(Path({str(folder)!r}))
pid = int((Path({str(folder)!r}) / "postgresql" / "postmaster.pid").read_text().split()[0])
os.kill(pid, signal.SIGKILL)
until = time.monotonic() + 60
while time.monotonic() < until:
    time.sleep(0.1)
    try:
        cursor = psycopg2.connect(url).cursor()
        cursor.execute("SELECT n FROM kept")
        print(cursor.fetchone())
        break
    except psycopg2.OperationalError:
        pass
"""
    outcome = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, env={"PATH": os.environ["PATH"], "HOME": str(Path.home())},
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert outcome.stdout == "(7,)\n", outcome.stderr
    deadline = time.monotonic() + 60  # the server takes a moment longer than the process that stops it
    while (folder / "postgresql" / "postmaster.pid").exists():
        assert time.monotonic() < deadline, "it was not stopped with its process"
        time.sleep(0.1)
