"""`manage.py serve`: everything between a checkout and a page in the browser, told step by step."""

import ctypes
import fcntl
import time
import urllib.request
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from evaranks import local_https
from evaranks.postgresql.base import keep_connections
from ml_models import presets

SERVERS = ["daphne", "uvicorn"]
M_ARENA_MAX, HEAPS = -8, 2  # mallopt(3)
IDLE_CONNECTIONS = 8  # of the 100 that PostgreSQL allows


class Command(BaseCommand):
    help = "Migrate, collect static files and serve."

    def add_arguments(self, parser):
        parser.add_argument("--host", help="127.0.0.1 unless told; with --https every address")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--server", choices=SERVERS, default=SERVERS[0])
        parser.add_argument("--https", type=int, metavar="PORT", help="serve phones on the local network there; --port leads to it")
        parser.add_argument("--prepared", action="store_true", help="neither migrate nor collect static files: that has been done")

    def handle(self, *, host, port, server, https, prepared, **options):
        started = time.monotonic()
        host = host or ("0.0.0.0" if https else "127.0.0.1")  # noqa: S104  (phones are to reach it)
        address = f"http://{host}:{port}"
        if self._is_serving(address):
            self.stdout.write(f"EvaRanks is already serving at {address}")
            return
        self._check_networks()
        if not prepared:
            self._step("Database ready, applying migrations")
            call_command("migrate", interactive=False, verbosity=0)
            self._step("Collecting static files")
            self.collect_static()
        if https:
            self._step("Making sure of a certificate for this machine's addresses")
            https = (https, local_https.prepare(settings.DATA_DIR))
            server = "daphne"
        self._step(f"Starting the server ({time.monotonic() - started:.1f} s)")
        self._serve(server, host, port, https)
        self._step("Stopped")

    def _step(self, text):
        self.stdout.write(f"- {text}")
        self.stdout.flush()

    @staticmethod
    def _check_networks():
        try:
            presets.check_all()
        except presets.PresetError as error:
            raise CommandError(f"{error}. Fetch it again, or restore it from a backup.") from None

    @staticmethod
    def _is_serving(address) -> bool:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as response:  # noqa: S310  (our own address)
                return response.read() == b"evaranks"
        except OSError:
            return False

    @staticmethod
    def collect_static():
        """Collect when a source file, a pinned version or what is collected changed: hashing takes a second, this none."""
        sources = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file()]
        settled = ("requirements-serve.txt", "evaranks/settings.py", "evaranks/storage.py", "evaranks/static_config.py")
        sources += [settings.BASE_DIR / name for name in settled]
        state = "\n".join(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in sorted(sources))
        digest = sha256(state.encode()).hexdigest()
        stamp = settings.STATIC_ROOT.with_suffix(".sha256")
        stamp.parent.mkdir(parents=True, exist_ok=True)
        with stamp.with_suffix(".lock").open("w") as lock:  # another server of this checkout may be starting too
            fcntl.flock(lock, fcntl.LOCK_EX)
            if stamp.exists() and stamp.read_text() == digest and settings.STATIC_ROOT.exists():
                return
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(digest)

    def _serve(self, server, host, port, https):
        # Imported here: Twisted's reactor is only wanted by the process that serves with it.
        from evaranks import draining, housekeeping
        from evaranks.asgi import application

        def ready():
            self.stdout.write(f"\n{self._welcome(host, port, https)}  (Ctrl-C stops it, and its database)\n\n")
            self.stdout.flush()

        _share_heaps()
        keep_connections(IDLE_CONNECTIONS)
        housekeeping.keep_house()
        extra = {"https": https} if https else {}
        if not import_module(f"evaranks.{server}_server").serve(application, host, port, ready, **extra):
            raise CommandError(f"Port {port} is taken by another program. Try: make run PORT={port + 1}")
        draining.finish_jobs()

    @staticmethod
    def _welcome(host, port, https):
        if not https:
            return f"  EvaRanks is at http://{host}:{port}"
        address = local_https.address(https[0])
        trust = f"http://{address[8:].rpartition(':')[0]}:{port}{local_https.AUTHORITY_PATH}"
        return f"{local_https.code(address)}\n  EvaRanks is at {address}\n  No warning once a phone trusts {trust} (docs/https.md)\n"


def _share_heaps():
    """glibc gives each of many threads a heap of its own, and each keeps what it once held: some 50 MB after uploads from ten at once."""
    try:
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, HEAPS)
    except (AttributeError, OSError):  # another C library
        pass
