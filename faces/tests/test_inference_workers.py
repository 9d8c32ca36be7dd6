"""INFERENCE=celery: what workers answer is what this process would have; here a thread plays the worker."""

import threading
import time

import celery
import numpy as np
import pytest
import redis

from analysis import beautify_services, face_services, inference, inference_codec, services
from faces import reading
from ml_models import runtime
from ml_models.images import InvalidImage
from ml_models.runtime import Busy


@pytest.fixture
def workers(settings, monkeypatch, redis_url):
    """Turns INFERENCE to workers; the list is of the functions that they were asked for. `asleep` set: they do nothing."""
    store = redis.Redis.from_url(redis_url)
    store.flushall()
    monkeypatch.setattr(inference, "_store", lambda url: store)
    settings.INFERENCE, settings.INFERENCE_TIMEOUT_S = "celery", 20
    asked = []

    def send(task, *, kwargs, queue, **options):
        assert (task, queue) == (inference.TASK, inference.QUEUE)
        asked.append(kwargs["function"])
        if not workers.asleep:
            threading.Thread(target=inference.answer, kwargs=kwargs).start()

    def workers():
        return asked

    workers.asleep, workers.store = False, store
    monkeypatch.setattr(celery.current_app._get_current_object(), "send_task", send)
    return workers


def same(first, second):
    """Equal to the last bit, the time that it took aside."""
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(name == "elapsed_ms" or same(first[name], second[name]) for name in first)
    if isinstance(first, list | tuple):
        return type(first) is type(second) and len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and np.array_equal(first, second)
    if hasattr(first, "__dataclass_fields__"):
        names = [name for name in first.__dataclass_fields__ if name != "elapsed_ms"]
        return type(first) is type(second) and all(same(getattr(first, name), getattr(second, name)) for name in names)
    return first == second


WISH = beautify_services.Wish(look="bare", strength=0.5)
OPTIONS = {"landmarks": "68", "attributes": "all", "pose": "angles", "min_score": 0.5}
CALLS = [
    (services.develop, ("eva-styles",)),
    (services.develop, (None,)),
    (face_services._analyze, (OPTIONS,)),
    (beautify_services._develop_all, (WISH, [None, None])),
    (reading._read, ()),
]


@pytest.mark.parametrize(("function", "options"), CALLS)
def test_it_works(workers, settings, picture, function, options):
    arguments = (picture("astronaut"), *options)
    theirs = inference.run(function, *arguments)
    assert workers() == [f"{function.__module__}.{function.__qualname__}"]
    assert same(runtime.run(function, *arguments), theirs)
    assert not workers.store.keys("*:asked")


def test_errors_are_raised_here(workers):
    with pytest.raises(InvalidImage) as error:
        inference.run(services.develop, b"no picture", None)
    assert error.value.reason


def test_a_fault_in_a_worker_is_one_here(workers, monkeypatch):
    @inference.remote()
    def break_down():
        return 1 / 0

    monkeypatch.setattr(threading, "excepthook", lambda *_: None)
    with pytest.raises(RuntimeError, match="ZeroDivisionError in a worker"):
        inference.run(break_down)


def test_a_worker_that_is_stopped_says_so(workers, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(runtime, "run", stop)
    monkeypatch.setattr(threading, "excepthook", lambda *_: None)
    with pytest.raises(RuntimeError, match="worker ended"):
        inference.run(services.develop, b"", None)


def test_who_waits_too_long_is_told_to_come_again_and_is_forgotten(workers, settings):
    workers.asleep, settings.INFERENCE_TIMEOUT_S = True, 0.1
    started = time.monotonic()
    with pytest.raises(Busy):
        inference.run(services.develop, b"", None)
    assert time.monotonic() - started < 5
    inference.answer(function="never.called", key="inference:gone")  # nobody waits: nothing is done
    assert not workers.store.keys()


def test_no_more_wait_than_the_queue_holds(workers, settings):
    settings.INFERENCE_QUEUE = 2
    workers.store.rpush(inference.QUEUE, "a", "b")
    with pytest.raises(Busy):
        inference.run(services.develop, b"", None)
    assert workers() == []


def test_without_a_broker_there_is_no_room(workers, monkeypatch):
    monkeypatch.setattr(inference, "_store", lambda url: redis.Redis.from_url("redis://127.0.0.1:1"))
    with pytest.raises(Busy):
        inference.run(services.develop, b"", None)


def test_only_what_is_registered_goes_to_workers(workers):
    with pytest.raises(TypeError):
        inference.run(print, "x")


@pytest.mark.parametrize("value", [None, True, 3, 0.1, "é", b"\x00\xff", (1, (2, b"x")), [b"a", b"bc"], {"a": [1, {"b": (b"c",)}]}])
def test_values_are_carried_over(value):
    assert inference_codec.decode(inference_codec.encode(value)) == value


@pytest.mark.parametrize("value", [{1, 2}, object(), {"$object": ["InvalidImage"]}, {1: 2}, np.array([object()])])
def test_other_values_are_refused(value):
    with pytest.raises(TypeError):
        inference_codec.encode(value)
