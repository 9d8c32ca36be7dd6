import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leaderboard import rising
from leaderboard.models import SharedResult


@pytest.fixture
def put_on_board(make_look):
    """Makes a shared result, `age` old."""

    def put(owner, label="casual", score=0.8, age=timedelta(0), **fields):
        result = SharedResult.objects.create(analysis=make_look(owner, label, score), owner=owner, label=label, score=score, **fields)
        result.created_at = timezone.now() - age
        result.rising = fields.get("rising", rising.start(result.created_at))
        result.save(update_fields=["created_at", "rising"])
        return result

    return put


@pytest.fixture
def together():
    """`together(*jobs)`: what each answers or raises, all begun at the same moment, each on a connection of its own."""

    def run_all(*jobs):
        start = threading.Barrier(len(jobs))

        def run(job):
            try:
                start.wait()
                return job()
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(run, jobs))

    return run_all
