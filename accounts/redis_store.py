"""What the server processes know together, where REDIS_URL names a Redis. Nobody depends on its answering.

After a failure nobody asks again for AWAY_S: a machine that does not answer would cost each request TIMEOUT_S.
"""

import logging
import threading
from collections.abc import Callable
from functools import lru_cache
from time import monotonic
from typing import TypeVar

from django.conf import settings

TIMEOUT_S, AWAY_S = 0.5, 2.0
Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)
_changing = threading.Lock()
_away_until: float | None = None  # None: it answered last time


@lru_cache
def client(url: str):
    """A client for all threads, with a pool of connections of its own."""
    import redis

    return redis.Redis.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)


def ask(question: Callable, otherwise: Answer) -> Answer:
    """`question(client)`; `otherwise` where no Redis is named or it does not answer."""
    return attempt(lambda: question(client(settings.REDIS_URL)), otherwise) if settings.REDIS_URL else otherwise


def attempt(question: Callable[[], Answer], otherwise: Answer) -> Answer:
    """`question()`, which asks Redis by a client of its own; `otherwise` where Redis does not answer."""
    import redis

    if is_away():
        return otherwise
    try:
        answer = question()
    except (redis.RedisError, OSError) as error:
        _note_failure(error)
        return otherwise
    if _away_until is not None:
        _note_answer()
    return answer


def is_away() -> bool:
    """Whether it failed so lately that nobody should ask."""
    until = _away_until
    return until is not None and monotonic() < until


def _note_failure(error):
    global _away_until
    with _changing:
        if _away_until is None:
            logger.warning("Redis is away (%s): each process counts and remembers for itself until it is back", error)
        _away_until = monotonic() + AWAY_S


def _note_answer():
    global _away_until
    with _changing:
        if _away_until is not None:
            logger.warning("Redis is back")
        _away_until = None
