"""Chores: when they are due, that each is done once, and that nobody forgets one."""

import contextlib
from datetime import UTC, datetime, timedelta
from io import StringIO

import psycopg2
import pytest
from django.core.management import call_command, get_commands
from django.db import connection
from django.utils import timezone

from evaranks import housekeeping
from evaranks.models import ChoreRun

WEDNESDAY = timezone.make_aware(datetime(2026, 11, 18, 3, 35))


@pytest.fixture
def done(monkeypatch, db):
    """The commands that were called."""
    done = []
    monkeypatch.setattr(housekeeping, "call_command", lambda command, **options: done.append(command))
    return done


def test_it_works(done):
    with housekeeping.jobs.run_now():
        housekeeping.look_for_chores()
        housekeeping.look_for_chores()
    assert sorted(done) == sorted(chore.command for chore in housekeeping.CHORES)


@pytest.mark.parametrize(
    ("period", "offset", "last"),
    [
        (housekeeping.DAY, timedelta(hours=3, minutes=30), (18, 3, 30)),
        (housekeeping.DAY, timedelta(hours=3, minutes=40), (17, 3, 40)),
        (housekeeping.WEEK, timedelta(minutes=10), (16, 0, 10)),
        (housekeeping.HOUR, timedelta(minutes=50), (18, 2, 50)),
    ],
)
def test_a_chore_becomes_due_at_its_time(period, offset, last):
    day, hour, minute = last
    assert housekeeping.Chore("x", period, offset).last_due(WEDNESDAY) == WEDNESDAY.replace(day=day, hour=hour, minute=minute)


@pytest.mark.parametrize("month", [1, 7])
@pytest.mark.parametrize("zone", ["Australia/Sydney", "America/New_York", "Asia/Seoul"])
def test_a_week_begins_at_the_sites_own_midnight_in_summer_and_winter(zone, month):
    """An hour before, the week that is to be closed still runs: it would be closed a week late."""
    chore = next(chore for chore in housekeeping.CHORES if chore.command == "close_week")
    with timezone.override(zone):
        due = timezone.localtime(chore.last_due(datetime(2026, month, 15, 12, tzinfo=UTC)))
        assert (due.weekday(), due.hour, due.minute) == (0, 0, 10)


def test_what_was_missed_is_due_and_what_was_done_is_not(db):
    commands = [chore.command for chore in housekeeping.CHORES]
    ChoreRun.objects.bulk_create([ChoreRun(command=command, done_at=WEDNESDAY) for command in commands])
    assert housekeeping.due(WEDNESDAY) == []
    assert [chore.command for chore in housekeeping.due(WEDNESDAY + timedelta(days=30))] == commands


def test_two_processes_do_not_do_it_twice(done):
    values = connection.get_connection_params()
    other = psycopg2.connect(**{name: values[name] for name in ("dbname", "user", "host", "password", "port") if values.get(name)})
    key = [housekeeping.crc32(b"chore clearsessions")]
    with contextlib.closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", key)
        housekeeping.do_chore(command="clearsessions")
        assert done == []
        cursor.execute("SELECT pg_advisory_unlock(%s)", key)
        housekeeping.do_chore(command="clearsessions")
        assert done == ["clearsessions"]


def test_a_chore_that_fails_is_due_again(monkeypatch, db):
    monkeypatch.setattr(housekeeping, "call_command", lambda command, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        housekeeping.do_chore(command="clearsessions")
    assert not ChoreRun.objects.exists()


def test_every_chore_is_a_command():
    assert {chore.command for chore in housekeeping.CHORES} <= set(get_commands())


def test_by_hand(done):
    told = StringIO()
    call_command("housekeeping", stdout=told)
    call_command("housekeeping", stdout=told)
    call_command("housekeeping", "--all", stdout=told)
    assert len(done) == 2 * len(housekeeping.CHORES)
    assert told.getvalue().count("Nothing is due.") == 1
