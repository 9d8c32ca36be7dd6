"""Jobs in the threads of a process."""

import logging
import threading
import time

import pytest
from django.db import connection, transaction

from accounts import jobs

PATIENCE_S = 10
ran = []
happened = threading.Event()
held = threading.Event()


@jobs.job
def note(*, word):
    ran.append((word, threading.current_thread().name))
    happened.set()


@jobs.job(retries=2, given_up=note)
def fail(*, word):
    ran.append(word)
    raise OSError("the disk is away")


@jobs.job
def ask(*, number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ran.append(cursor.fetchone()[0])
    happened.set()


@jobs.job
def hold(*, seconds):
    held.wait(seconds)
    ran.append(seconds)


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    ran.clear()
    happened.clear()
    monkeypatch.setattr(jobs, "RETRY_S", 0.01)


def wait_until_idle():
    with jobs._changed:
        assert jobs._changed.wait_for(lambda: jobs._unfinished == 0, PATIENCE_S)


@pytest.fixture
def commit(db, django_capture_on_commit_callbacks):
    """What the block enqueues is sent when it is left, as at the end of a transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_it_works(commit):
    with commit():
        jobs.enqueue(note, word="hello")
        assert not happened.wait(0.05)
    assert happened.wait(PATIENCE_S)
    assert ran[0][0] == "hello"
    assert ran[0][1].startswith("jobs")


def test_a_job_is_dropped_with_its_transaction(commit):
    with commit() as callbacks:
        with transaction.atomic():
            jobs.enqueue(note, word="dropped")
            transaction.set_rollback(True)
        jobs.enqueue(note, word="kept")
    assert len(callbacks) == 1
    wait_until_idle()
    assert [word for word, _ in ran] == ["kept"]


def test_a_failing_job_is_tried_again_and_then_given_up(commit, caplog):
    with caplog.at_level(logging.ERROR), commit():
        jobs.enqueue(fail, word="sheet")
    assert happened.wait(PATIENCE_S)
    assert ran[:3] == ["sheet"] * 3
    assert ran[3][0] == "sheet"
    assert len(ran) == 4
    assert "accounts.tests.test_jobs.fail" in caplog.text
    assert "given up" in caplog.text


def test_a_jobs_database_connection_is_closed(commit):
    with commit():
        jobs.enqueue(ask, number=1)
    wait_until_idle()
    until = time.monotonic() + PATIENCE_S
    with connection.cursor() as cursor:
        while time.monotonic() < until:  # the server hears of it a little later
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", ran)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)
    pytest.fail("the connection is still open")


def test_arguments_are_json_and_functions_are_jobs():
    with pytest.raises(TypeError):
        jobs.enqueue(note, word=object())
    with pytest.raises(KeyError):
        jobs.enqueue(wait_until_idle)


@pytest.mark.django_db
def test_in_a_test_a_job_can_be_run_at_once():
    with jobs.run_now() as done:
        jobs.enqueue(note, word=("a", "b"))
        with pytest.raises(OSError, match="disk"):
            jobs.enqueue(fail, word="c")
    assert ran == [(["a", "b"], threading.current_thread().name), "c"]
    assert [name.rpartition(".")[2] for name, _ in done] == ["note", "fail"]


def test_later_attempts_wait_longer_and_never_too_long(monkeypatch):
    monkeypatch.setattr(jobs, "RETRY_S", 2.0)
    assert 1 <= jobs.retry_delay_s(0) <= 2
    assert 16 <= jobs.retry_delay_s(4) <= 32
    assert jobs.retry_delay_s(50) <= jobs.LONGEST_RETRY_S


def test_an_ending_process_lets_jobs_finish_and_says_what_it_could_not(commit, monkeypatch, caplog):
    monkeypatch.setattr(jobs, "_draining", threading.Event())
    monkeypatch.setattr(jobs, "_pool", None)
    held.clear()
    with commit():
        jobs.enqueue(hold, seconds=0.2)
    assert jobs.drain(PATIENCE_S)
    assert ran == [0.2]
    monkeypatch.setattr(jobs, "_pool", None)
    with commit():
        jobs.enqueue(hold, seconds=PATIENCE_S)
    assert not jobs.drain(0.05)
    assert "1 jobs are not done" in caplog.text
    held.set()
    wait_until_idle()
