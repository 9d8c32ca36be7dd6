import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ml_models import presets, runtime


@pytest.fixture
def segmenter():
    return presets.load("selfie-segmentation").path


def test_it_works():
    assert runtime.run(lambda a, b: a + b, 2, 3) == 5


def test_errors_come_back_and_free_their_place(monkeypatch):
    monkeypatch.setattr(runtime, "_places", threading.BoundedSemaphore(1))
    for _attempt in range(3):
        with pytest.raises(ZeroDivisionError):
            runtime.run(lambda: 1 / 0)
    assert runtime.run(lambda: "free") == "free"


def test_a_full_queue_refuses_at_once(monkeypatch):
    monkeypatch.setattr(runtime, "_places", threading.BoundedSemaphore(1))
    release, running = threading.Event(), threading.Event()

    def job():
        running.set()
        release.wait(10)

    waiting = threading.Thread(target=runtime.run, args=[job])
    waiting.start()
    running.wait(10)
    started, refused = time.monotonic(), runtime.state().refused
    with pytest.raises(runtime.Busy) as caught:
        runtime.run(print)
    assert time.monotonic() - started < 1
    assert caught.value.retry_after >= 1
    assert (runtime.state().refused, runtime.state().running) == (refused + 1, 1)

    release.set()
    waiting.join()
    assert runtime.run(lambda: "free") == "free"


def test_a_lone_job_may_use_a_second_core(monkeypatch):
    monkeypatch.setattr(runtime.os, "cpu_count", lambda: 2)
    assert runtime.run(runtime.spare_cores) == 2

    release, running = threading.Event(), threading.Event()
    waiting = threading.Thread(target=runtime.run, args=[lambda: (running.set(), release.wait(10))])
    waiting.start()
    running.wait(10)
    assert runtime.spare_cores() == 2
    assert runtime.run(runtime.spare_cores) == 1
    release.set()
    waiting.join()
    assert runtime.run(runtime.spare_cores) == 2


def test_each_thread_has_its_own_interpreter(segmenter):
    mine = runtime.interpreter(segmenter)
    loads = runtime.state().loads
    assert runtime.interpreter(segmenter) is mine
    assert runtime.state().loads == loads

    others = []
    thread = threading.Thread(target=lambda: others.append(runtime.interpreter(segmenter)))
    thread.start()
    thread.join()
    assert others[0] is not mine
    assert runtime.state().loads[segmenter.stem] == loads[segmenter.stem] + 1


def test_interpreters_of_two_cores_exist_once(segmenter, monkeypatch):
    found = []
    for _ in range(2):
        with ThreadPoolExecutor(1) as fresh_thread:
            monkeypatch.setattr(runtime, "_pool", fresh_thread)
            runtime.run(lambda: found.append(runtime.interpreter(segmenter, 2)))
    assert found[0] is found[1]


def test_warming_reaches_every_worker():
    names = set()
    runtime.warm(lambda: names.add(threading.current_thread().name))
    assert len(names) == runtime.WORKERS


def test_warming_twice_at_once_ends():
    threads = [threading.Thread(target=runtime.warm, args=[time.sleep, 0.01], daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)


def test_a_file_that_is_no_network_is_an_error(tmp_path):
    path = tmp_path / "broken.tflite"
    path.write_bytes(b"not a network")
    with pytest.raises(ValueError, match="odel"):
        runtime.interpreter(path)
