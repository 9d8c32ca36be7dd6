"""Where photos are read: here, in the inference pool, or, with INFERENCE=celery, in workers. Callers cannot tell.

What a function is called with waits in the broker's Redis under a key that Celery's message names, and its answer comes back
through a list there. Nobody waits longer than INFERENCE_TIMEOUT_S, and a worker throws away what nobody waits for any more.
"""

import math
import secrets
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings

from analysis import inference_codec
from ml_models import runtime
from ml_models.face_analyzer import NoFace
from ml_models.images import InvalidImage
from ml_models.runtime import Busy

TASK, QUEUE = "analysis.inference.answer", "inference"
CONNECT_S, KEPT_S = 0.5, 30  # an answer that nobody fetches is forgotten
ERRORS = (InvalidImage, NoFace, Busy)
inference_codec.register(*ERRORS)
_functions: dict[str, Callable] = {}


def remote(*types: type) -> Callable:
    """Register a module's function whose arguments and result analysis.inference_codec carries, `types` among them."""
    inference_codec.register(*types)

    def register(function):
        _functions[f"{function.__module__}.{function.__qualname__}"] = function
        return function

    return register


def run(function: Callable, *arguments):
    """`function(*arguments)`, or what it raised.

    Raises:
        Busy: too many are before it, or no worker answered in time.
    """
    if settings.INFERENCE != "celery":
        return runtime.run(function, *arguments)
    name = f"{function.__module__}.{function.__qualname__}"
    if _functions.get(name) is not function:
        raise TypeError(f"{name} is not registered with @inference.remote")
    answer = _ask_worker(name, inference_codec.encode(list(arguments)))
    if answer is None:
        raise Busy
    outcome, value = inference_codec.decode(answer)
    if outcome == "value":
        return value
    raise value if outcome == "error" else RuntimeError(value)


def answer(*, function: str, key: str) -> None:
    """In a worker: do what was asked under `key`, if somebody still waits for it."""
    store = _store(settings.CELERY_BROKER_URL)
    asked = store.get(f"{key}:asked")
    if asked is None:
        return
    message = inference_codec.encode(["failed", "the worker ended meanwhile"])
    try:
        message = inference_codec.encode(["value", runtime.run(_functions[function], *inference_codec.decode(asked))])
    except ERRORS as error:
        message = inference_codec.encode(["error", error])
    except Exception as error:
        message = inference_codec.encode(["failed", f"{type(error).__name__} in a worker: {error}"])
        raise
    finally:
        pipeline = store.pipeline()
        pipeline.rpush(f"{key}:answer", message)
        pipeline.expire(f"{key}:answer", KEPT_S)
        pipeline.execute()


def _ask_worker(name, message) -> bytes | None:
    import redis
    from celery import current_app
    from kombu.exceptions import OperationalError

    store, patience = _store(settings.CELERY_BROKER_URL), settings.INFERENCE_TIMEOUT_S
    key = f"inference:{secrets.token_hex(12)}"
    try:
        if store.llen(QUEUE) >= settings.INFERENCE_QUEUE:
            return None
        store.set(f"{key}:asked", message, ex=math.ceil(patience))
        current_app.send_task(TASK, kwargs={"function": name, "key": key}, queue=QUEUE, expires=patience, retry=False)
        try:
            found = store.blpop([f"{key}:answer"], timeout=patience)
        finally:
            store.delete(f"{key}:asked")
    except (redis.RedisError, OperationalError, OSError) as error:
        raise Busy from error
    return found and found[1]


@lru_cache
def _store(url):
    import redis

    return redis.Redis.from_url(url, socket_connect_timeout=CONNECT_S, socket_timeout=settings.INFERENCE_TIMEOUT_S + 5)
