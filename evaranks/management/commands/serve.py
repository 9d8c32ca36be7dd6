"""`manage.py serve`: everything between a checkout and a page in the browser, told step by step."""

import time
import urllib.request
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Migrate, collect static files and serve with Daphne."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host, port, **options):
        started = time.monotonic()
        address = f"http://{host}:{port}"
        if self._is_serving(address):
            self.stdout.write(f"EvaRanks is already serving at {address}")
            return
        self._step("Database ready, applying migrations")
        call_command("migrate", interactive=False, verbosity=0)
        self._step("Collecting static files")
        self._collect_static()
        self._step(f"Starting the server ({time.monotonic() - started:.1f} s)")
        self._serve(host, port, address)
        self._step("Stopped")

    def _step(self, text):
        self.stdout.write(f"- {text}")
        self.stdout.flush()

    @staticmethod
    def _is_serving(address) -> bool:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as response:  # noqa: S310  (our own address)
                return response.read() == b"evaranks"
        except OSError:
            return False

    @staticmethod
    def _collect_static():
        """Collect when a source file, a pinned version or this storage changed: hashing takes a second, this none."""
        sources = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file()]
        sources += [settings.BASE_DIR / "requirements-serve.txt", settings.BASE_DIR / "evaranks" / "storage.py"]
        state = "\n".join(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in sorted(sources))
        digest = sha256(state.encode()).hexdigest()
        stamp = settings.DATA_DIR / "static.sha256"
        if stamp.exists() and stamp.read_text() == digest and settings.STATIC_ROOT.exists():
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest)

    def _serve(self, host, port, address):
        # Imported here: Twisted's reactor is only wanted by the process that serves.
        from daphne.endpoints import build_endpoint_description_strings
        from daphne.server import Server
        from twisted.web import http

        from evaranks import sockets
        from evaranks.asgi import application

        sockets.install()
        # Twisted would parse every upload on the event loop, for arguments that nobody reads: Django parses for itself.
        http._getMultiPartArgs = lambda content, content_type: {}

        def ready():
            self.stdout.write(f"\n  EvaRanks is at {address}  (Ctrl-C stops it, and its database)\n\n")
            self.stdout.flush()

        server = Server(
            application=application,
            endpoints=build_endpoint_description_strings(host=host, port=port),
            signal_handlers=True,
            ready_callable=ready,
            server_name="EvaRanks",
        )
        server.run()
        if server.abort_start:
            raise CommandError(f"Port {port} is taken by another program. Try: make run PORT={port + 1}")
