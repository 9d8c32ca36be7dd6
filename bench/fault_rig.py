"""What the fault tests run on: the whole deployment as processes, with a database of its own, and clients that note what they see."""

import asyncio
import atexit
import http.client
import itertools
import os
import shutil
import tempfile
import threading
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.api_load import photo_of
from bench.live_client import LiveClient

PORT = 8120
LOOSE = {
    "THROTTLE_UPLOADS": "1000000/minute",
    "THROTTLE_FACES": "1000000/minute",
    "LIVE_SESSIONS_ADDRESS": "1000",
    "LIVE_SESSIONS_ANONYMOUS": "1000",
    "LIVE_SESSIONS": "1000",
    "WRITE_LIMITS": '{"write": [1000000, 60]}',  # a quick machine uploads over 600 photos a minute
}


@contextmanager
def place():
    """A data folder and an embedded database that only this process and those it starts use; Django is ready to ask it."""
    folder = tempfile.mkdtemp(prefix="evaranks-faults-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # after the database in it has stopped, which is registered later
    Path(folder).chmod(0o755)
    broker = f"redis://127.0.0.1:{PORT + 1}/1"
    os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="evaranks.settings", CELERY_BROKER_URL=broker, **LOOSE)
    os.environ.pop("DATABASE_URL", None)
    from evaranks import local

    local.prepare()
    import django

    django.setup()
    from django.core.management import call_command

    import evaranks.celery  # noqa: F401  (jobs that are enqueued here go to the workers)

    call_command("migrate", interactive=False, verbosity=0)

    yield Path(folder)


@contextmanager
def running(webs: int = 2, **settings: str):
    """The deployment of docker-compose.yml behind its proxy; what dies is started again, as a container would be."""
    from evaranks.cluster import Cluster

    cluster = Cluster(PORT, lambda text: print(f"    {text}", flush=True), **LOOSE, **settings)
    cluster.prepare()
    cluster.start_redis()
    for number in range(1, webs + 1):
        cluster.start_web(number)
    cluster.start_worker("jobs")
    cluster.start_proxy(webs)
    watching = threading.Thread(target=cluster.watch, daemon=True)
    watching.start()
    try:
        yield cluster
    finally:
        cluster.end()
        watching.join()
        cluster.stop_all()


def new_token(name: str) -> str:
    from django.db import connection

    from accounts.models import User
    from accounts.services import create_token

    connection.close()  # the last scenario may have cut it
    return create_token(owner=User.objects.create_user(name, f"{name}@example.com"), name="faults")[1]


def upload(address: str, token: str, photo: bytes, path: str = "/api/v1/photos/", timeout: float = 60) -> int:
    """The status of an upload; 0 where no answer came."""
    boundary = "eva"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'.encode()
    headers = {"Authorization": f"Token {token}", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=timeout)
    try:
        connection.request("POST", path, head + photo + f"\r\n--{boundary}--\r\n".encode(), headers)
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


class Uploads:
    """Clients that upload photo after photo until the block is left; `seen` is (moment, status, seconds) of each."""

    def __init__(self, address: str, token: str, clients: int = 3):
        self.address, self.token, self.seen = address, token, []
        self.photo, self.ending = photo_of(640), threading.Event()
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join(90)

    def _work(self):
        while not self.ending.is_set():
            started = time.monotonic()
            status = upload(self.address, self.token, self.photo + uuid.uuid4().bytes)
            self.seen.append((started, status, time.monotonic() - started))
            if status != 201:
                self.ending.wait(0.2)

    def wait_for_success(self, since: float, patience_s: float = 120) -> None:
        """Until an upload that began after `since` is kept."""
        until = time.monotonic() + patience_s
        while time.monotonic() < until and not any(status == 201 and moment > since for moment, status, _ in list(self.seen)):
            time.sleep(0.1)

    def figures(self, since: float) -> dict:
        """What was answered, and for how long after `since` not every upload was."""
        statuses = [status for _, status, _ in self.seen]
        bad = [moment + seconds for moment, status, seconds in self.seen if status != 201 and moment + seconds >= since]
        return {
            "uploads": len(statuses),
            "kept": statuses.count(201),
            "told_to_come_back": sum(status in (502, 503, 507) for status in statuses),
            "other_errors": sum(status not in (201, 502, 503, 507) for status in statuses),
            "statuses": sorted(set(statuses)),
            "outage_s": round(max(bad, default=since) - since, 1),
            "longest_answer_s": round(max(seconds for _, _, seconds in self.seen), 1),
        }


class Streams:
    """Live streams that come back when they are cut, as the page does; `gaps` are the seconds without an answer, by stream."""

    def __init__(self, address: str, frame: bytes, count: int = 6):
        self.address, self.frame, self.count = address, frame, count
        self.answers, self.reconnections = [[] for _ in range(count)], 0
        self.ending, self.thread = threading.Event(), threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)

    def __enter__(self):
        self.thread.start()
        until = time.monotonic() + 60
        while not all(self.answers) and time.monotonic() < until:
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join(20)

    async def _all(self):
        await asyncio.gather(*(self._stream(number) for number in range(self.count)))

    async def _stream(self, number):
        while not self.ending.is_set():
            client = LiveClient()
            answered = asyncio.Event()

            def note(*_, answered=answered):
                self.answers[number].append(time.monotonic())
                answered.set()

            client.on_answer = note
            try:
                await asyncio.wait_for(client.open(self.address), 5)
                client.tell(type="configure", effects=[{"name": "lipstick"}], output="landmarks")
                sent = 0
                while not self.ending.is_set() and client.close_code is None:
                    sent += 1
                    answered.clear()
                    client.send_frame(sent, sent * 100, self.frame)
                    await asyncio.wait_for(answered.wait(), 3)
                    await asyncio.sleep(0.1)
                client.cut()
            except (OSError, TimeoutError, ConnectionError, asyncio.IncompleteReadError):
                if hasattr(client, "writer"):
                    client.cut()
            if not self.ending.is_set():
                self.reconnections += 1
                await asyncio.sleep(0.3)

    def gaps(self, since: float) -> list[float]:
        gaps = []
        for moments in self.answers:
            late = [moment for moment in moments if moment >= since - 1]
            gaps.append(round(max((b - a for a, b in itertools.pairwise(late)), default=99.0), 1))
        return gaps


def what_is_kept(folder: Path) -> dict:
    """Rows of photos, and how all rows and the files on the disk fit.

    `files_left` is what a killed process was writing; `files_without_row` what is still there after the daily chore: must be 0.
    """
    from django.db import connection

    from analysis.models import Photo
    from evaranks.backup import _named_files
    from evaranks.left_files import delete_left_files

    connection.close()  # a killed server took it along
    media = folder / "media"

    def without_row():
        named = _named_files()
        there = {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}
        return named - there, there - named

    lost, left = without_row()
    delete_left_files(age_s=0)
    return {
        "photos": Photo.objects.count(),
        "rows_without_file": len(lost),
        "files_left": len(left),
        "files_without_row": len(without_row()[1]),
    }
