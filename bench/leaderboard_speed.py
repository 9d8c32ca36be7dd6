"""The board's page, view and templates and all, at 10,000 and 1,000,000 shared results.

Baseline: the same page with Django's stock Paginator, which counts the rows and skips those before the page with OFFSET.
"""

import os
import random
import secrets
import statistics
import tempfile
import time
from itertools import product
from unittest.mock import patch

from bench.live_server import execute
from evaranks import local

SIZES = (10_000, 1_000_000)
REQUESTS = 300
BASELINE_REQUESTS = 60
PAGE = 24


def _start_django(folder: str, database: str) -> None:
    os.environ.update(DATABASE_URL=database, DATA_DIR=folder, DJANGO_SETTINGS_MODULE="evaranks.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
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
            query["cursor"] = signing.dumps(cursor, salt=f"board:{style}:{period}")
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


def _measure(number: int) -> dict:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    stranger, person = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    person.force_login(User.objects.get(username="person7"), "accounts.backends.UsernameOrEmailBackend")
    visits = _addresses(number)

    def visit(address, signed_in):
        response = (person if signed_in else stranger).get(address)
        assert response.status_code == 200, (address, response.status_code)

    queries = {True: set(), False: set()}
    for address, signed_in in visits[:20]:  # to warm up, and to count
        with CaptureQueriesContext(connection) as captured:
            visit(address, signed_in)
        queries[signed_in].add(len(captured))
    times = []
    for address, signed_in in visits:
        started = time.perf_counter()
        visit(address, signed_in)
        times.append(1000 * (time.perf_counter() - started))
    times.sort()
    return {
        "requests": number,
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(0.95 * (number - 1))], 1),
        "worst_ms": round(times[-1], 1),
        "queries_signed_in": sorted(queries[True]),
        "queries_anonymous": sorted(queries[False]),
    }


def _measure_all() -> dict:
    from bench.leaderboard_rows import fill

    figures, filled = {}, 0
    for size in SIZES:
        started = time.perf_counter()
        fill(filled, size)
        filled = size
        print(f"{size:,} results, filled in {time.perf_counter() - started:.0f} s", flush=True)
        ours = _measure(REQUESTS)
        with patch("leaderboard.views.paginate", _with_offset):
            baseline = _measure(BASELINE_REQUESTS)
        figures[f"at_{size}"] = {"ours": ours, "baseline_offset_and_count": baseline}
        for way, found in (("keyset", ours), ("OFFSET and COUNT", baseline)):
            print(f"  {way}: p50 {found['p50_ms']} ms, p95 {found['p95_ms']} ms")
    return figures


def main() -> dict:
    local.prepare()
    server, name = os.environ["DATABASE_URL"], f"bench_{secrets.token_hex(4)}"
    execute(server, f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            _start_django(folder, server.rsplit("/", 1)[0] + "/" + name)
            figures = _measure_all()
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")
    small, large = (figures[f"at_{size}"] for size in SIZES)
    for way in small:
        figures[f"p95_growth_{way}"] = round(large[way]["p95_ms"] / small[way]["p95_ms"], 2)
    figures["p95_baseline_to_ours"] = round(large["baseline_offset_and_count"]["p95_ms"] / large["ours"]["p95_ms"], 2)
    print(
        f"  from {SIZES[0]:,} to {SIZES[1]:,} the p95 grows {figures['p95_growth_ours']} times, "
        f"with OFFSET and COUNT {figures['p95_growth_baseline_offset_and_count']} times"
    )
    return figures
