"""Searching a gallery in PostgreSQL: every sample compared, or the HNSW index asked, at growing sizes.

The vectors are made up as embeddings lie: people around a middle, a person's samples around the person. A probe is one
more sample of an enrolled person, or a stranger. Recall is of the nearest sample, against comparing all.
SIZES=1000,100000 measures fewer.
"""

import io
import os
import random
import secrets
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.live_server import execute
from evaranks import local

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000,2000,5000,100000,1000000").split(","))
SAMPLES = 5  # of a person
PROBES = {"exact": 100, "index": 300}
LARGE = 200_000  # from here on exact searches are only made for the recall
EXACT_PROBES = 100  # there
OWNER, NEIGHBOUR = 1, 2  # accounts: the one that is measured, and one whose samples lie in the same index
TARGETS = {1_000: 5, 100_000: 15, 1_000_000: 30}  # p95 in ms
BATCH = 5_000
INDEX = "CREATE INDEX sample_nearest ON faces_facesample USING hnsw (embedding vector_l2_ops) WITH (m=16, ef_construction=64)"
# Measured on generated portraits with the network in use: norm about 1.4, two people 0.8 apart or so, one person 0.35.
PEOPLE_SPREAD, SAMPLE_SPREAD, DIRECTIONS = 0.56, 0.24, 48


class People:
    """Made-up embeddings. Faces vary in fewer directions than there are numbers, some more than others."""

    def __init__(self, seed: int = 1):
        chance = np.random.default_rng(seed)
        self.middle = chance.normal(size=128) * 0.1
        strengths = 0.97 ** np.arange(DIRECTIONS)
        axes = np.linalg.qr(chance.normal(size=(128, DIRECTIONS)))[0] * strengths
        self.axes = axes / np.sqrt((strengths**2).sum())

    def samples(self, numbers: np.ndarray, seed: int) -> np.ndarray:
        """One sample, (128,), of each of these people."""
        centres = np.array([np.random.default_rng(int(number)).normal(size=DIRECTIONS) for number in numbers])
        around = np.random.default_rng(seed).normal(size=(len(numbers), 128)) / np.sqrt(128)
        return (self.middle + PEOPLE_SPREAD * centres @ self.axes.T + SAMPLE_SPREAD * around).astype(np.float32)


def _start_django(folder: str) -> None:
    os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="evaranks.settings")
    import django

    django.setup()


def _fill(cursor, people: People, size: int, owner: int) -> None:
    """`size` samples of `size / SAMPLES` people of one account, by COPY, without the index."""
    from ml_models import face_embedder

    for start in range(0, size, BATCH):
        numbers = np.arange(start, min(size, start + BATCH)) // SAMPLES + owner * 10_000_000
        vectors = people.samples(numbers, seed=start + owner)
        lines = io.StringIO()
        for number, vector in zip(numbers, vectors, strict=True):
            text = ",".join(f"{value:.5f}" for value in vector)
            key, person = secrets.token_hex(16), f"{int(number):032x}"
            lines.write(f"{key}\t{person}\t{owner}\tf\tx\t[{text}]\t{face_embedder.PRESET}\tnow\t0\t0\t90\t0.5\tphoto\n")
        lines.seek(0)
        columns = "id,person_id,owner_id,is_shown,crop,embedding,preset,created_at,yaw,pitch,sharpness,brightness,source"
        cursor.copy_expert(f"COPY faces_facesample ({columns}) FROM STDIN", lines)


def _prepare(size: int) -> dict:
    """Fill the migrated database, build the index, and say how long that took."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the samples' people and owner need not be there
        cursor.execute("DROP INDEX sample_nearest")
        people = People()
        _fill(cursor.cursor, people, size, OWNER)
        _fill(cursor.cursor, people, size // 10, NEIGHBOUR)
        cursor.execute("SET maintenance_work_mem = '2GB'")
        cursor.execute("SET max_parallel_maintenance_workers = 2")
        started = time.perf_counter()
        cursor.execute(INDEX)
        built = time.perf_counter() - started
        cursor.execute("ANALYZE faces_facesample")
        cursor.execute("SELECT pg_relation_size('sample_nearest')")
        return {"index_seconds": round(built, 1), "index_mb": round(cursor.fetchone()[0] / 2**20)}


def _probes(people: People, size: int, number: int) -> np.ndarray:
    """Half of enrolled people, half of strangers."""
    chance = random.Random(number)
    known = [chance.randrange(max(1, size // SAMPLES)) + OWNER * 10_000_000 for _ in range(number // 2)]
    strangers = [chance.randrange(5_000_000) + 90_000_000 for _ in range(number - number // 2)]
    return people.samples(np.array(known + strangers), seed=77)


def _worked() -> float:
    """Milliseconds for which this process and the database's have been on a processor. Linux, and a database on this machine."""
    from django.db import connection

    ours, theirs = (Path(f"/proc/{pid}/schedstat").read_text().split()[0] for pid in ("self", connection.connection.info.backend_pid))
    return (int(ours) + int(theirs)) / 1e6


def _measure(size: int) -> dict:
    from accounts.models import User
    from faces import matching
    from faces.models import FaceSample

    samples = FaceSample.objects.owned_by(User(pk=OWNER))
    limits = {"exact": 10**9, "index": 0}
    times: dict[str, list[float]] = {"exact": [], "index": []}
    work: dict[str, list[float]] = {"exact": [], "index": []}
    hits = {"first": [], "person": []}
    probes = _probes(People(), size, PROBES["index"])
    compared = EXACT_PROBES if size > LARGE else PROBES["exact"]
    for number, probe in enumerate(np.concatenate([probes[:10], probes[np.random.default_rng(1).permutation(len(probes))]])):
        found = {}
        for way, limit in limits.items():
            if way == "exact" and number >= compared + 10:
                continue
            matching.EXACT = limit
            before, started = _worked(), time.perf_counter()
            found[way] = matching.nearest(samples, probe)
            if number >= 10:  # the first warm the caches
                times[way].append(1000 * (time.perf_counter() - started))
                work[way].append(_worked() - before)
        if "exact" in found and number >= 10:
            hits["first"].append(found["index"][0][1] == found["exact"][0][1])
            hits["person"].append(found["index"][0][0] == found["exact"][0][0])
    figures = {way: _figures(times[way]) | {"work_p95_ms": _figures(work[way])["p95_ms"]} for way in times}
    figures["index"]["recall_at_1"] = round(statistics.mean(hits["first"]), 4)
    figures["index"]["recall_of_person"] = round(statistics.mean(hits["person"]), 4)
    return figures


def _figures(times: list[float]) -> dict:
    times.sort()
    p95 = times[int(0.95 * (len(times) - 1))]
    return {"searches": len(times), "p50_ms": round(statistics.median(times), 2), "p95_ms": round(p95, 2)}


def _at(size: int, server: str, token: str) -> dict:
    from django.core.management import call_command
    from django.db import connection

    name = f"bench_{token}_{size}"
    execute(server, f"CREATE DATABASE {name}")
    try:
        connection.close()
        connection.settings_dict["NAME"] = name
        call_command("migrate", verbosity=0)
        figures = {**_prepare(size), **_measure(size)}
    finally:
        connection.close()
        execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return figures


def main() -> dict:
    local.prepare()
    server, token = os.environ["DATABASE_URL"], secrets.token_hex(4)
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        _start_django(folder)
        from faces import matching

        switch = matching.EXACT
        for size in SIZES:
            found = figures[f"at_{size}"] = _at(size, server, token)
            way = "exact" if size <= switch else "index"
            found |= {"used": way, "p95_target_ms": TARGETS.get(size)}
            exact, index = found["exact"], found["index"]
            print(f"{size:>9,}: exact p95 {exact['p95_ms']} ms, index p95 {index['p95_ms']} ms "
                  f"(at work {exact['work_p95_ms']} and {index['work_p95_ms']} ms), recall@1 {index['recall_at_1']}, "
                  f"index built in {found['index_seconds']} s; used: {way}", flush=True)  # fmt: skip
    return {"switch_at": switch, **figures}
