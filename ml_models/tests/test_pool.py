"""Jobs that hang, and what comes after them."""

import threading
import time
import weakref
from concurrent.futures import wait

import pytest

from ml_models import pool, presets, runtime
from ml_models.pool import Pool


@pytest.fixture
def stuck():
    """What `on_stuck` was called for; the event ends the jobs that hang."""
    told, release = [], threading.Event()
    yield told, release
    release.set()


def make(stuck, size=2):
    return Pool(size, "test", 0.2, lambda: stuck[0].append(time.monotonic()), runtime.Busy)


def test_it_works(stuck):
    jobs = make(stuck)
    assert [jobs.submit(pow, 2, power).result(5) for power in range(5)] == [1, 2, 4, 8, 16]
    with pytest.raises(ZeroDivisionError):
        jobs.submit(lambda: 1 / 0).result(5)
    assert jobs.waiting() == 0


def test_a_job_that_hangs_is_given_up_and_its_thread_replaced(stuck):
    jobs = make(stuck)
    hanging = jobs.submit(stuck[1].wait, 30)
    with pytest.raises(runtime.Busy):
        hanging.result(5)
    both = threading.Barrier(2)
    for future in [jobs.submit(both.wait, 5) for _ in range(2)]:
        future.result(5)  # two threads are at work again
    assert stuck[0] == []


def test_what_comes_back_late_goes_nowhere(stuck):
    jobs = make(stuck)
    hanging = jobs.submit(stuck[1].wait, 30)
    with pytest.raises(runtime.Busy):
        hanging.result(5)
    stuck[1].set()
    time.sleep(0.1)
    assert isinstance(hanging.exception(), runtime.Busy)
    names = {jobs.submit(lambda: threading.current_thread().name).result(5) for _ in range(20)}
    assert len(names) <= 2


def test_when_all_hang_it_is_told_once(stuck):
    jobs = make(stuck)
    for future in [jobs.submit(stuck[1].wait, 30) for _ in range(2)]:
        with pytest.raises(runtime.Busy):
            future.result(5)
    time.sleep(0.3)
    assert len(stuck[0]) == 1


def test_waiting_does_not_count(stuck):
    """A job's time begins when a thread takes it."""
    jobs = make(stuck, size=1)
    futures = [jobs.submit(time.sleep, 0.12) for _ in range(4)]
    for future in futures:
        future.result(5)


class Picture:
    """Something that can be seen to be gone."""


def fail(picture):
    raise ValueError


@pytest.mark.parametrize("end", ["done", "failed", "cancelled"])
def test_nothing_of_a_job_is_kept_until_the_next(stuck, end):
    jobs, picture = make(stuck, size=1), Picture()
    gone = weakref.ref(picture)
    before = jobs.submit(time.sleep, 0.05)
    future = jobs.submit({"done": id, "failed": fail, "cancelled": id}[end], picture)
    if end == "cancelled":
        assert future.cancel()
    before.result(5)
    wait([future], 5)
    del future, picture
    until = time.monotonic() + 5
    while gone() is not None and time.monotonic() < until:
        time.sleep(0.01)
    assert gone() is None


def test_the_end_waits_for_what_runs_and_not_for_what_hangs(stuck, monkeypatch):
    monkeypatch.setattr(pool, "FINISH_S", 5)
    jobs = make(stuck)
    hanging = jobs.submit(stuck[1].wait, 30)
    with pytest.raises(runtime.Busy):
        hanging.result(5)
    done = jobs.submit(time.sleep, 0.1)
    time.sleep(0.05)
    started = time.monotonic()
    jobs._finish()
    assert done.done()
    assert time.monotonic() - started < 2


def test_a_network_that_was_changed_is_told_before_the_first_request(tmp_path):
    for path in presets.WEIGHTS.glob("selfie*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    presets.check_all(tmp_path)
    network = tmp_path / "selfie_segmentation.tflite"
    network.write_bytes(network.read_bytes()[:-1] + b"x")
    presets.load.cache_clear()
    with pytest.raises(presets.PresetError, match="expects a file with SHA-256"):
        presets.check_all(tmp_path)
