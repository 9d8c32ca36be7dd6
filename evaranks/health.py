"""Whether this process can work: what `/readyz` answers a proxy, and what the staff's page says about it."""

import logging
import os
import shutil
import threading

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts import redis_store
from evaranks import draining

networks_loaded = threading.Event()  # set by evaranks.asgi, which loads them in the background
logger = logging.getLogger(__name__)
_migrated = threading.Event()  # once migrated, always migrated: looking takes 50 ms


def checks() -> dict[str, str]:
    """By check: "" where all is well, else what is wrong. Those of NEEDED keep a server from getting requests."""
    database = _database()
    return {
        "database": database,
        "migrations": _migrations() if not database else "unknown",
        "networks": "" if networks_loaded.is_set() else "not loaded yet",
        "disk": _disk(),
        "draining": "the process ends" if draining.is_draining() else "",
        "redis": _redis(),
    }


# Not Redis: every process counts for itself while it is away, so a site without it is better than none.
NEEDED = ("database", "migrations", "networks", "disk", "draining")


def is_ready(found: dict[str, str]) -> bool:
    return not any(found[name] for name in NEEDED)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return ""
    except DatabaseError as error:
        return type(error).__name__


def _migrations():
    if not _migrated.is_set():
        try:
            executor = MigrationExecutor(connection)
            missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        except DatabaseError as error:
            return type(error).__name__
        if missing:
            return f"{missing} to be applied"
        _migrated.set()
    return ""


def _disk():
    """A full disk answers every upload with an error: better that another server gets them. So does one that is read only."""
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError as error:
        return type(error).__name__
    if free < settings.READY_DISK_MB * 2**20:
        return f"{free // 2**20} MB free"
    return "" if os.access(settings.DATA_DIR, os.W_OK) else "read only"


def _redis():
    if not settings.REDIS_URL or redis_store.ask(lambda client: client.ping(), False):
        return ""
    return "away"
