"""The board's page, view and templates and all, at 10,000 and 1,000,000 shared results.

Baseline: the same page with Django's stock Paginator, which counts the rows and skips those before the page with OFFSET.
"""

import os
import random
import secrets
import statistics
import tempfile
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from unittest.mock import patch

from bench.live_server import execute
from evaranks import local

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "10000,1000000").split(","))
WAYS = {"keyset": 400, "offset_and_count": 60}  # requests
WARM_UP = 20
PAGE = 24


def start_django(folder: str) -> None:
    os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="evaranks.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


def _addresses(number: int) -> list[tuple[str, bool]]:
    """Random visits: (address, signed in). Every style and period; first, second and deep pages, forwards and back."""
    from django.core import signing
    from django.utils import timezone
    from django.utils.http import urlencode

    from analysis.styles import STYLES
    from leaderboard.pagination import Cursor
    from leaderboard.periods import PERIODS

    chance = random.Random(1)
    choices = list(product(["", *(style.key for style in STYLES)], [period.key for period in PERIODS]))
    visits = []
    for _ in range(number):
        style, period = chance.choice(choices)
        query = {"style": style, "period": period, "page": chance.choice([1, 2, 0.05, 0.5])}
        if query["page"] != 1:
            score = 0.98 if query["page"] == 2 else chance.uniform(0.35, 0.95)
            cursor = Cursor(chance.random() < 0.3, 5000, score, timezone.now().isoformat(), secrets.token_hex(16))
            query["cursor"] = signing.dumps(cursor, salt=f"board:score:{style}:{period}")
        visits.append((f"/board/?{urlencode(query)}", chance.random() < 0.5))
    return visits


def _with_offset(results, request, _paginator_class):
    """What the page would do with Django's Paginator; a page below 1 is a share of all pages."""
    from django.core.paginator import Paginator

    from leaderboard.models import Entry

    paginator = Paginator(results.ranked(), PAGE)
    wanted = float(request.GET["page"])
    page = paginator.get_page(wanted if wanted >= 1 else max(1, int(wanted * paginator.num_pages)))
    entries = [Entry(rank, row) for rank, row in enumerate(page, page.start_index())]
    return entries, f"?page={page.number + 1}" if page.has_next() else None, f"?page={page.number - 1}" if page.has_previous() else None


@dataclass
class Visitors:
    """A stranger and a signed-in person at a board of one size, and how long each of their visits took, in ms."""

    size: int
    database: str
    times: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    queries: dict[bool, set[int]] = field(default_factory=lambda: {True: set(), False: set()})

    def __post_init__(self):
        from django.test import Client

        from accounts.models import User

        with at(self.database):
            self.clients = {signed_in: Client(SERVER_NAME="localhost") for signed_in in (True, False)}
            person = User.objects.get(username="person7")
            self.clients[True].force_login(person, "accounts.backends.UsernameOrEmailBackend")

    def visit(self, address: str, signed_in: bool) -> float:
        started = time.perf_counter()
        response = self.clients[signed_in].get(address)
        elapsed = 1000 * (time.perf_counter() - started)
        assert response.status_code == 200, (address, response.status_code)
        return elapsed

    def count_queries(self, address: str, signed_in: bool) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            self.visit(address, signed_in)
        self.queries[signed_in].add(len(captured))

    def figures(self) -> dict:
        found = {}
        for way, times in self.times.items():
            times.sort()
            p95 = times[int(0.95 * (len(times) - 1))]
            found[way] = {"requests": len(times), "p50_ms": round(statistics.median(times), 1), "p95_ms": round(p95, 1)}
        found["keyset"]["queries"] = {"signed_in": sorted(self.queries[True]), "anonymous": sorted(self.queries[False])}
        return found


@contextmanager
def at(database: str):
    """Have Django's one connection lead to another database of the same server."""
    from django.db import connections

    _connections.setdefault(database, connections.create_connection("default"))
    _connections[database].settings_dict = {**connections.settings["default"], "NAME": database}
    connections["default"] = _connections[database]
    yield


_connections = {}


def _measure(boards: list[Visitors]) -> None:
    """Each visit goes to every board in turn, so that whatever else the machine does hits all of them alike."""
    patches = {"keyset": nullcontext(), "offset_and_count": patch("leaderboard.ranking_views.paginate", _with_offset)}
    for way, change in patches.items():
        visits = _addresses(WAYS[way])
        with change:
            for number, (address, signed_in) in enumerate([*visits[:WARM_UP], *visits]):
                for board in boards:
                    with at(board.database):
                        if number >= WARM_UP:
                            board.times[way].append(board.visit(address, signed_in))
                        elif way == "keyset":
                            board.count_queries(address, signed_in)
                        else:
                            board.visit(address, signed_in)


def fill_boards(server: str, names: list[str], *, with_ties: bool = False) -> None:
    """Each database is a copy of the one before with more rows."""
    from django.core.management import call_command
    from django.db import connection

    from bench import leaderboard_rows, leaderboard_ties

    before, filled = None, 0
    for name, size in zip(names, SIZES, strict=True):
        started = time.perf_counter()
        execute(server, f"CREATE DATABASE {name}" + (f" TEMPLATE {before}" if before else ""))
        with at(name):
            if not before:
                call_command("migrate", verbosity=0)
            leaderboard_rows.fill(filled, size)
            connection.close()  # a template must have no visitors
        print(f"{size:,} results: filled in {time.perf_counter() - started:.0f} s", flush=True)
        before, filled = name, size
    for name, size in zip(names, SIZES, strict=True) if with_ties else ():
        started = time.perf_counter()
        with at(name):
            leaderboard_ties.fill(size, size // leaderboard_rows.RESULTS_PER_PERSON)
        print(f"{size:,} results: what people made of them in {time.perf_counter() - started:.0f} s", flush=True)


def read_into_memory(database: str) -> int:
    """Read every file of the database once, so that the system holds them as it does on a server that has been up for a while: else
    the first visits to each corner of a million rows time this machine's disk. Returns their bytes; 0 where the server keeps
    its files elsewhere."""
    from django.db import connection

    with at(database), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()")
        folder, number = cursor.fetchone()
    read = 0
    for path in Path(folder, "base", str(number)).glob("[0-9]*"):
        with path.open("rb", buffering=0) as file:
            while block := file.read(1 << 24):
                read += len(block)
    return read


def main() -> dict:
    local.prepare()
    server, token = os.environ["DATABASE_URL"], secrets.token_hex(4)
    names = [f"bench_{token}_{size}" for size in SIZES]
    try:
        with tempfile.TemporaryDirectory() as folder:
            start_django(folder)
            fill_boards(server, names)
            boards = [Visitors(size, name) for size, name in zip(SIZES, names, strict=True)]
            read = {f"at_{size}": read_into_memory(name) for size, name in zip(SIZES, names, strict=True)}
            _measure(boards)
    finally:
        for name in names:
            execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    figures = {f"at_{board.size}": board.figures() for board in boards} | {"bytes_read_into_memory_before": read}
    small, large = (figures[f"at_{size}"] for size in SIZES)
    for way in WAYS:
        growth = figures[f"p95_growth_{way}"] = round(large[way]["p95_ms"] / small[way]["p95_ms"], 2)
        print(f"{way}: p95 {small[way]['p95_ms']} ms and {large[way]['p95_ms']} ms, {growth} times as long")
    figures["p95_offset_to_keyset"] = round(large["offset_and_count"]["p95_ms"] / large["keyset"]["p95_ms"], 1)
    print(f"at {SIZES[1]:,} OFFSET and COUNT take {figures['p95_offset_to_keyset']} times as long as ours")
    return figures
