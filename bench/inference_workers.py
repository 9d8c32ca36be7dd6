"""A photo read in a Celery worker (INFERENCE=celery) beside the same in this process, in turns: what the way costs."""

import os
import statistics
import time

from bench.api_load import photo_of
from bench.live_server import scratch
from evaranks.cluster import Cluster

PORT = 18200
TURNS = 40
SIDES = (800, 1600, 3200)


def main(turns: int = TURNS) -> dict:
    with scratch() as environment:
        cluster = Cluster(PORT, print, start_again=False, **environment)
        try:
            cluster.start_redis()
            cluster.start_worker("inference", concurrency=2)
            os.environ.update(cluster.environment, DJANGO_SETTINGS_MODULE="evaranks.settings")
            return measure(turns)
        finally:
            cluster.stop_all()


def measure(turns: int) -> dict:
    import django

    django.setup()
    from django.conf import settings

    import evaranks.celery  # noqa: F401  (the way to the worker)
    from analysis import inference
    from analysis.services import develop
    from ml_models.runtime import Busy

    def read(photo, where):
        settings.INFERENCE = where
        started = time.perf_counter()
        inference.run(develop, photo, settings.STYLE_PRESET)
        return 1000 * (time.perf_counter() - started)

    figures = {}
    for side in SIDES:
        photo = photo_of(side)
        for _ in range(5):  # the worker may still be starting
            try:
                read(photo, "celery")
                break
            except Busy:
                time.sleep(2)
        times = {"local": [], "celery": []}
        for _ in range(turns):
            for where, found in times.items():
                found.append(read(photo, where))
        medians = {where: statistics.median(found) for where, found in times.items()}
        figures[f"photo_{side}"] = {
            "kilobytes": round(len(photo) / 1024),
            "local_ms": round(medians["local"], 1),
            "celery_ms": round(medians["celery"], 1),
            "overhead_ms": round(medians["celery"] - medians["local"], 1),
        }
        print(f"{side} px: {figures[f'photo_{side}']}", flush=True)
    return figures
