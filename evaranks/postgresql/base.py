"""Django's PostgreSQL backend, whose connections a server keeps from one request to the next.

Each request has a thread of its own, and so had a connection of its own: a new PostgreSQL process that knows no table yet, a
tenth of all the work that a photo makes. Django's own pool needs psycopg 3, and psycopg2's connects while everybody else waits.
"""

import select
import time
from collections import deque
from typing import Any, NamedTuple

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

IDLE_S = 60  # what lies between here and PostgreSQL may cut an older one and tell nobody


class Kept(NamedTuple):
    connection: Any
    parameters: dict
    since: float


_most = 0
_kept: deque[Kept] = deque()  # the newest last


def keep_connections(most: int) -> None:
    """Keep up to `most` connections that nobody uses; without this call none is, as in Django."""
    global _most
    _most = most


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a kept connection where there is one, and lets its own be kept where Django would close it."""

    def get_new_connection(self, conn_params):
        self.parameters = conn_params
        connection = _take(conn_params)
        if connection is None:
            return super().get_new_connection(conn_params)
        self.isolation_level = base.IsolationLevel(connection.isolation_level or base.IsolationLevel.READ_COMMITTED)
        return connection

    def _close(self):
        if self.connection is None:
            return
        doubtful = self.in_atomic_block or self.errors_occurred or not _is_at_rest(self.connection)
        if doubtful or len(_kept) >= _most:
            super()._close()
        else:
            _kept.append(Kept(self.connection, self.parameters, time.monotonic()))

    def close_pool(self):
        """Close the kept connections: their database is to be a template, or to go."""
        while _kept:
            _kept.pop().connection.close()


def _take(parameters):
    """The connection that was kept last, if PostgreSQL still holds it."""
    while True:
        try:
            connection, its_parameters, since = _kept.pop()
        except IndexError:
            return None
        if its_parameters == parameters and time.monotonic() - since < IDLE_S and not _has_something_to_say(connection):
            return connection
        connection.close()


def _is_at_rest(connection):
    return not connection.closed and connection.autocommit and connection.get_transaction_status() == TRANSACTION_STATUS_IDLE


def _has_something_to_say(connection):
    """An idle connection is silent until PostgreSQL ends it (or its settings change)."""
    poll = select.poll()  # unlike select.select it takes file descriptors beyond 1023
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
