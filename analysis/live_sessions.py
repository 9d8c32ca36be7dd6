"""How many live streams may be open: in all and of visitors, whose frames share this process's cores; by person and by
address, wherever they are served.

With Redis (REDIS_URL) the last two are counted there. Each stream holds a lease that this process renews: what a process
held that died is free again after LEASE_S. While Redis is away each process counts for itself.
"""

import asyncio
import secrets
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.conf import settings

from accounts import redis_store

LEASE_S = 30
SHARED = ("person", "address")
_open = Counter()  # only the event loop changes it
_leases: set["Ticket"] = set()
_keeper: threading.Thread | None = None
# Renews leases and gives them back, one after the other, so that none is renewed that was given back.
_sweeper = ThreadPoolExecutor(1, thread_name_prefix="live-sessions")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A counted stream's places, each a tuple of the cap's name and whom it is about."""

    places: tuple
    key: str = field(default_factory=lambda: secrets.token_hex(8))

    def shared(self) -> list[tuple[str, int]]:
        """The Redis keys of the places counted there, with their caps."""
        return [(f"live:{place[0]}:{place[1]}", settings.LIVE_SESSIONS[place[0]]) for place in self.places if place[0] in SHARED]


async def enter(scope: dict) -> Ticket | None:
    """Count a stream in; None where a cap is reached. Whoever got a ticket gives it to `leave`, once."""
    user = scope.get("user")
    if user is not None and user.is_authenticated:
        ticket = Ticket((("all",), ("person", user.pk)))
    else:
        ticket = Ticket((("all",), ("anonymous",), ("address", _address(scope))))
    if any(_open[place] >= settings.LIVE_SESSIONS[place[0]] for place in ticket.places):
        return None
    _open.update(ticket.places)
    if settings.REDIS_URL:
        _leases.add(ticket)  # before it is one: whatever happens now, `leave` ends it
        _keep_leases()
        try:
            let_in = await asyncio.to_thread(_lease, ticket)
        except BaseException:
            leave(ticket)
            raise
        if not let_in:
            leave(ticket)
            return None
    return ticket


def leave(ticket: Ticket) -> None:
    _open.subtract(ticket.places)
    for place in ticket.places:
        if not _open[place]:
            del _open[place]
    if settings.REDIS_URL:
        _leases.discard(ticket)
        _sweeper.submit(redis_store.ask, lambda redis: _give_back(redis, ticket), None)


def open_now() -> int:
    """All streams of this process."""
    return _open["all",]


def _lease(ticket) -> bool:
    """Take a place under each shared cap; whether there was one. Of many that ask at once, no more than the cap get one."""

    def ask(redis):
        now = redis.time()[0]
        pipeline = redis.pipeline(transaction=True)
        for key, _ in ticket.shared():
            pipeline.zremrangebyscore(key, "-inf", now)
            _renew(pipeline, key, ticket, now)
            pipeline.zcard(key)
        counts = pipeline.execute()[3::4]
        full = any(count > cap for count, (_, cap) in zip(counts, ticket.shared(), strict=True))
        if full:
            _give_back(redis, ticket)
        return not full

    return redis_store.ask(ask, otherwise=True)


def _renew(pipeline, key, ticket, now):
    pipeline.zadd(key, {ticket.key: now + LEASE_S})
    pipeline.expire(key, 2 * LEASE_S)


def _give_back(redis, ticket):
    pipeline = redis.pipeline(transaction=False)
    for key, _ in ticket.shared():
        pipeline.zrem(key, ticket.key)
    pipeline.execute()


def renew_all() -> None:
    """Renew this process's leases: also those that Redis has never heard of, or forgot when it fell."""

    def ask(redis):
        now = redis.time()[0]
        pipeline = redis.pipeline(transaction=False)
        for ticket in list(_leases):
            for key, _ in ticket.shared():
                _renew(pipeline, key, ticket, now)
        pipeline.execute()

    redis_store.ask(ask, otherwise=None)


def _keep_leases():
    global _keeper
    if _keeper is None:
        _keeper = threading.Thread(target=_keep, name="live-leases", daemon=True)
        _keeper.start()


def _keep():
    while True:
        time.sleep(LEASE_S / 3)
        _sweeper.submit(renew_all)


def _address(scope):
    """As the API's throttles take it: NUM_PROXIES proxies of ours have each added to X-Forwarded-For."""
    proxies = settings.REST_FRAMEWORK["NUM_PROXIES"]
    forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin1")
    if proxies and forwarded:
        named = forwarded.split(",")
        return named[-min(proxies, len(named))].strip()
    return (scope.get("client") or [""])[0]
