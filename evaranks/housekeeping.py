"""What must be done every hour, day or week: each chore is a management command, done when it is due, by one process.

Celery's beat looks every ten minutes (evaranks/celery.py), as does a thread of `manage.py serve` where there is no Celery;
`manage.py housekeeping` does so by hand, or from a crontab. What was missed while the machine slept is done once it is awake.
"""

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from zlib import crc32

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from accounts import jobs
from evaranks.models import ChoreRun

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LOOK_S, FIRST_LOOK_S = 600, 60
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """`command` is due every `period`, `offset` after the start of an hour, a day (in TIME_ZONE) or a week, which begins on Monday."""

    command: str
    period: timedelta
    offset: timedelta

    def last_due(self, now: datetime) -> datetime:
        """The latest moment, not after `now`, at which it became due."""
        clock = timezone.localtime(now).replace(tzinfo=None)  # as it hangs on the wall: a week has an hour more or less where that changes
        return timezone.make_aware(clock - (clock - datetime(2024, 1, 1) - self.offset) % self.period)


CHORES = [
    Chore("close_week", WEEK, timedelta(minutes=10)),
    Chore("tidy_personal_data", HOUR, timedelta(minutes=20)),
    Chore("delete_unused_samples", DAY, timedelta(hours=3, minutes=30)),
    Chore("delete_old_notifications", DAY, timedelta(hours=3, minutes=40)),
    Chore("clearsessions", DAY, timedelta(hours=4)),
    Chore("delete_left_files", DAY, timedelta(hours=4, minutes=10)),
]


def due(now: datetime | None = None) -> list[Chore]:
    """Chores that have not been done since they became due."""
    now = now or timezone.now()
    done = dict(ChoreRun.objects.values_list("command", "done_at"))
    return [chore for chore in CHORES if chore.command not in done or done[chore.command] < chore.last_due(now)]


@jobs.job(retries=0)
def look_for_chores() -> None:
    """Enqueue what is due."""
    for chore in due():
        jobs.enqueue(do_chore, command=chore.command)


@jobs.job(retries=3, time_limit_s=1800)
def do_chore(*, command: str) -> None:
    """Do a chore, unless another process is at it, or has done it meanwhile."""
    with _alone(command) as is_alone:
        if is_alone and command in {chore.command for chore in due()}:
            do_now(command)


def do_now(command: str) -> None:
    """Do a chore whether it is due or not."""
    started, told = timezone.now(), StringIO()
    call_command(command, stdout=told)
    logger.info("Housekeeping: %s: %s", command, told.getvalue().strip())
    ChoreRun.objects.update_or_create(command=command, defaults={"done_at": started})


@contextmanager
def _alone(command):
    """Hold PostgreSQL's lock for the chore; it is let go with the connection too, however the process ends. Yields whether it was free."""
    key = crc32(f"chore {command}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_alone = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def keep_house() -> None:
    """Look in the background for as long as the process lives, where no Celery does."""
    if not settings.CELERY_BROKER_URL:
        threading.Thread(target=_look_again_and_again, name="housekeeping", daemon=True).start()


def _look_again_and_again():
    pause = threading.Event()
    pause.wait(FIRST_LOOK_S)
    while True:
        try:
            look_for_chores()
        except DatabaseError as error:
            logger.error("Housekeeping could not look: %s", error)
        finally:
            connections.close_all()
        pause.wait(LOOK_S)
