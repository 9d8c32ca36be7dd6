"""Every page of the board and its people at 10,000 and 1,000,000 results (10,000,000 votes, 100,000 people), and the writes.

Both sizes are visited in turn. Then every page again while another connection holds the rows of the best results locked by a
write that is not committed: readers must not wait. Every statement's plan at the large size is kept in results/social_plans.json;
reading a whole table of more than ROWS rows fails the bench.
"""

import hashlib
import json
import os
import random
import re
import secrets
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from pathlib import Path

import psycopg2

from bench.leaderboard_speed import SIZES, at, fill_boards, read_into_memory, start_django
from bench.leaderboard_ties import FAN
from bench.live_server import execute
from evaranks import local

VISITS, WRITES, WARM_UP = 60, 80, 4  # of each kind
PEOPLE = 30  # who visit and write: each has a limit of their own
ROWS = 20_000
TARGETS = {"read": 80, "vote": 30, "growth": 1.5}  # p95 in ms; of the large size to the small one
TOKEN = re.compile(r'name="token" value="([^"]+)"')
PLANS = Path(__file__).parent / "results" / "social_plans.json"


def result_id(number: int) -> uuid.UUID:
    """As `leaderboard_rows` numbers them; low numbers are the most liked and commented."""
    return uuid.UUID(hashlib.md5(f"result{number}".encode()).hexdigest())


def _board(chance, _size):
    from analysis.styles import STYLES
    from leaderboard.periods import PERIODS
    from leaderboard.rankings import RANKINGS

    ranking = chance.choice([ranking.key for ranking in RANKINGS if ranking.has_ranks])
    style = chance.choice(["", *(style.key for style in STYLES)])
    return f"/board/?ranking={ranking}&style={style}&period={chance.choice(PERIODS).key}"


def _person(chance, size):
    return f"person{1 + int(size / 10 * chance.random() ** 2)}"


READS = {
    "board": _board,
    "near": lambda chance, _size: f"/board/near/?ranking={chance.choice(['score', 'likes', 'battles', 'rising'])}",
    "feed": lambda _chance, _size: "/board/?ranking=followed",
    "look": lambda chance, size: f"/board/{result_id(int(size * chance.random() ** 2))}/",
    "comments": lambda chance, _size: f"/board/{result_id(chance.randrange(40))}/comments/",
    "profile": lambda chance, size: f"/@{_person(chance, size)}/",
    "diary": lambda chance, size: f"/@{_person(chance, size)}/diary/",
    "followers": lambda chance, size: f"/@{_person(chance, size)}/followers/",
    "battle": lambda _chance, _size: "/battles/",
    "hall": lambda _chance, _size: "/hall/",
    "kept": lambda _chance, _size: "/kept/",
    "notifications": lambda _chance, _size: "/notifications/",
}


class Visitors:
    """Signed-in people at a site of one size, the one who follows most first, and how long each visit took."""

    def __init__(self, size: int, database: str):
        from django.test import Client

        from accounts.models import User

        self.size, self.database = size, database
        self.times = defaultdict(list)
        with at(database):
            people = User.objects.filter(username__in=[f"person{number}" for number in range(FAN, FAN + PEOPLE)]).order_by("pk")
            self.clients = []
            for person in people:
                self.clients.append(Client(SERVER_NAME="localhost"))
                self.clients[-1].force_login(person, "accounts.backends.UsernameOrEmailBackend")
                self.clients[-1].get("/healthz")  # each puts a server's middleware together with its first request

    def timed(self, kind: str, client, method: str, address: str, data=None, statuses=(200, 302)):
        with at(self.database):
            started = time.perf_counter()
            response = getattr(client, method)(address, data or {})
            elapsed = 1000 * (time.perf_counter() - started)
        if response.status_code == 404:  # a hidden result
            return response
        assert response.status_code in statuses, (address, response.status_code)
        self.times[kind].append(elapsed)
        return response

    def read(self, kind: str, seed: int) -> None:
        chance = random.Random(seed)
        client = self.clients[0 if kind == "feed" and seed % 2 else seed % PEOPLE]
        self.timed(kind, client, "get", READS[kind](chance, self.size))

    def write(self, kind: str, seed: int) -> None:
        chance, client = random.Random(seed), self.clients[seed % PEOPLE]
        result = f"/board/{result_id(int(self.size * chance.random()))}"
        if kind == "vote":
            with at(self.database):
                page = client.get("/battles/").content.decode()
            data = {"token": TOKEN.search(page)[1], "choice": chance.choice(["left", "right"])}
            self.timed(kind, client, "post", "/battles/", data)
        elif kind == "like":
            self.timed(kind, client, "post", f"{result}/like/", {"wanted": "1"})
        elif kind == "comment":
            self.timed(kind, client, "post", f"{result}/comments/add/", {"id": uuid.uuid4(), "text": f"Comment {seed}"})
        elif kind == "follow":
            self.timed(kind, client, "post", f"/@person{PEOPLE + FAN + 1 + chance.randrange(self.size // 20)}/follow/", {"wanted": "1"})

    def figures(self) -> dict:
        found = {}
        for kind, times in self.times.items():
            times = sorted(times)
            p95 = times[int(0.95 * (len(times) - 1))]
            found[kind] = {"visits": len(times), "p50_ms": round(statistics.median(times), 1), "p95_ms": round(p95, 1)}
        return found


def _into_memory(boards: list[Visitors]) -> dict[str, int]:
    """Before each kind: a virtual machine may give its memory for files back within minutes."""
    return {f"at_{board.size}": read_into_memory(board.database) for board in boards}


def _visit(boards: list[Visitors]) -> None:
    for kind in READS:
        _into_memory(boards)
        for seed in range(-WARM_UP, VISITS):
            for board in boards:
                board.read(kind, seed)
                if seed < 0:
                    board.times[kind].clear()
    for kind in ("vote", "like", "comment", "follow"):
        _into_memory(boards)
        for seed in range(-WARM_UP, WRITES):
            for board in boards:
                board.write(kind, seed)
                if seed < 0:
                    board.times[kind].clear()


def _read_behind_a_write(board: Visitors, url: str) -> dict:
    """p95 of each page while the best and the most liked results are locked by a write under way."""
    board.times.clear()
    writer = psycopg2.connect(url)
    with writer.cursor() as cursor:
        for order in ("score", "like_bound", "rating_bound", "rising"):
            cursor.execute(
                f"UPDATE leaderboard_sharedresult SET like_count = like_count + 1 WHERE id IN "
                f"(SELECT id FROM leaderboard_sharedresult WHERE NOT hidden ORDER BY {order} DESC LIMIT 100)"
            )
        for kind in READS:
            for seed in range(20):
                board.read(kind, seed)
    writer.rollback()
    writer.close()
    return {kind: figures["p95_ms"] for kind, figures in board.figures().items()}


def _redacted(text: str) -> str:
    return re.sub("'[a-z0-9]{32}'", "'a session'", text)


def _plans(board: Visitors) -> tuple[dict, list[str]]:
    """The plan of every statement of one visit of each kind, and the statements that read a whole large table."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    plans, whole = {}, []
    with at(board.database):
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [ROWS])
            large = {name for (name,) in cursor.fetchall()}
        for kind in READS:
            with CaptureQueriesContext(connection) as captured:
                board.read(kind, 3)
                board.read(kind, 1)
            for statement in (query["sql"] for query in captured.captured_queries):
                if not statement.startswith(("SELECT", "WITH", "(SELECT")):
                    continue
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN " + statement)
                    plan = [line for (line,) in cursor.fetchall()]
                plans.setdefault(kind, {})[_redacted(statement[:2000])] = [_redacted(line) for line in plan]
                scanned = re.findall(r"Seq Scan on (\w+)", "\n".join(plan))
                whole += [f"{kind}: {table}: {statement[:300]}" for table in scanned if table in large]
    return plans, whole


def main() -> dict:
    local.prepare()
    server, token = os.environ["DATABASE_URL"], secrets.token_hex(4)
    names = [f"bench_{token}_{size}" for size in SIZES]
    try:
        with tempfile.TemporaryDirectory() as folder:
            start_django(folder)
            fill_boards(server, names, with_ties=True)
            boards = [Visitors(size, name) for size, name in zip(SIZES, names, strict=True)]
            _visit(boards)
            figures = {f"at_{board.size}": board.figures() for board in boards}
            plans, whole = _plans(boards[-1])
            read = _into_memory(boards)
            behind = _read_behind_a_write(boards[-1], server.rsplit("/", 1)[0] + "/" + names[-1])
    finally:
        for name in names:
            execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    PLANS.write_text(json.dumps(plans, indent=1) + "\n")
    small, large = (figures[f"at_{size}"] for size in SIZES)
    for kind, found in large.items():
        growth = found["times_the_small_size"] = round(found["p95_ms"] / small[kind]["p95_ms"], 2)
        waited = f", behind a write {behind[kind]} ms" if kind in behind else ""
        print(f"{kind}: p95 {small[kind]['p95_ms']} and {found['p95_ms']} ms, {growth} times{waited}")
    print(f"targets: {TARGETS}; whole tables read: {whole or 'none'}")
    return {
        **figures,
        "bytes_read_into_memory_before": read,
        "p95_ms_behind_a_write": behind,
        "whole_tables_read": whole,
        "targets": TARGETS,
    }
