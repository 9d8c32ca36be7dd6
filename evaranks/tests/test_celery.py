"""Jobs as Celery's tasks, without a broker."""

import time

import pytest
from celery.exceptions import Retry

from accounts import jobs
from evaranks import celery, housekeeping

ran = []


@jobs.job(retries=2, time_limit_s=7, given_up=lambda *, number: ran.append(-number))
def brittle(*, number):
    ran.append(number)
    if number > 1:
        raise OSError("broken")


@pytest.fixture
def tasks():
    ran.clear()
    celery.register_jobs()
    return celery.app.tasks


def test_it_works(tasks):
    """Every job is a task of the same name."""
    assert set(jobs.REGISTERED) <= set(tasks)
    tasks["evaranks.tests.test_celery.brittle"].apply(kwargs={"number": 1})
    assert ran == [1]


def test_a_task_that_fails_asks_to_be_tried_again_and_is_given_up_after_the_last_time(tasks):
    task = tasks["evaranks.tests.test_celery.brittle"]
    task.push_request(called_directly=False, is_eager=True, retries=0)
    try:
        with pytest.raises(Retry) as again:
            task(number=2)
        assert 1 <= again.value.when <= 2
    finally:
        task.pop_request()
    task.apply(kwargs={"number": 3}, retries=2)
    assert ran[-2:] == [3, -3]


def test_nothing_is_lost_with_a_worker(tasks):
    task = tasks["evaranks.tests.test_celery.brittle"]
    assert task.acks_late
    assert task.reject_on_worker_lost
    assert (task.soft_time_limit, task.time_limit) == (7, 37)
    assert celery.app.conf.accept_content == ["json"]
    longest = max(wanted.time_limit_s for wanted in jobs.REGISTERED.values())
    assert max(longest + 30, jobs.LONGEST_RETRY_S) < celery.VISIBILITY_S


def test_the_clock_calls_a_job():
    entry = celery.app.conf.beat_schedule["housekeeping"]
    assert entry["task"] in jobs.REGISTERED
    assert entry["schedule"] < housekeeping.HOUR


def test_a_job_runs_here_while_the_broker_is_away(settings, db, django_capture_on_commit_callbacks, caplog):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    celery.app.conf.broker_url = settings.CELERY_BROKER_URL
    ran.clear()
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue(brittle, number=1)
    assert time.monotonic() - started < 3  # somebody waits for the page
    until = time.monotonic() + 10
    while not ran and time.monotonic() < until:
        time.sleep(0.01)
    assert ran == [1]
    assert "No broker" in caplog.text
