"""What a server keeps of its connections to PostgreSQL: only what the next request can use."""

import os
import time
import urllib.request

import pytest
from django.db import DatabaseError, connection, transaction

from evaranks.postgresql import base
from evaranks.tests.conftest import execute


@pytest.fixture
def connect(django_db_setup, django_db_blocker):
    """`connect()` is a connection of its own to the test database; two may be kept."""
    made = []

    def make():
        made.append(connection.copy())
        return made[-1]

    base.keep_connections(2)
    with django_db_blocker.unblock():
        yield make
        for each in made:
            each.close()
        connection.close_pool()
    base.keep_connections(0)


def backend(connected):
    with connected.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def used(connected):
    """The PostgreSQL process that served it, after it is closed."""
    found = backend(connected)
    connected.close()
    return found


def test_the_next_one_takes_what_was_kept(connect):
    first = used(connect())
    second = connect()
    assert backend(second) == first
    assert backend(connect()) != first, "it is in use"
    with pytest.raises(DatabaseError), second.cursor() as cursor:
        cursor.execute("SELECT 1 FROM nowhere")
    assert backend(second) == first, "no transaction was open, so the next query works"


def test_none_is_kept_unless_a_server_asks(connect):
    base.keep_connections(0)
    assert used(connect()) != used(connect())


def test_no_more_are_kept_than_asked(connect):
    three = [connect() for _ in range(3)]
    processes = [backend(each) for each in three]
    for each in three:
        each.close()
    assert [backend(connect()) for _ in range(3)][:2] == processes[1::-1], "the newest that were kept come first"
    assert not base._kept


def test_one_in_a_transaction_is_closed(connect):
    torn = connect()
    torn.ensure_connection()
    torn.set_autocommit(False)
    found = backend(torn)
    torn.close()
    assert backend(connect()) != found


def test_one_that_was_left_in_an_atomic_block_is_closed(connect):
    torn = connect()
    found = backend(torn)
    torn.in_atomic_block = True
    torn.close()
    torn.in_atomic_block = False
    assert backend(connect()) != found


def test_one_that_postgresql_has_ended_is_not_taken(connect):
    found = used(connect())
    execute(os.environ["DATABASE_URL"], "SELECT pg_terminate_backend(%s)", found)
    until = time.monotonic() + 5
    while not base._has_something_to_say(base._kept[-1].connection) and time.monotonic() < until:
        time.sleep(0.01)
    assert backend(connect()) != found


def test_one_that_waited_too_long_is_not_taken(connect, monkeypatch):
    found = used(connect())
    monkeypatch.setattr(base, "IDLE_S", 0)
    assert backend(connect()) != found


def test_one_of_another_database_is_not_taken(connect):
    found = used(connect())
    other = connect()
    other.settings_dict = {**other.settings_dict, "NAME": "postgres"}
    assert backend(other) != found


def test_the_clock_of_the_session_is_the_sites(connect):
    """What Django sets on a new connection holds on one that is kept."""
    used(connect())
    again = connect()
    with transaction.atomic(using=again.alias), again.cursor() as cursor:
        cursor.execute("SHOW TimeZone")
        assert cursor.fetchone() == ("UTC",)
    assert again.get_autocommit()


@pytest.mark.django_db
def test_a_site_outlives_the_end_of_its_connections(site):
    """PostgreSQL is started again, or an administrator ends its sessions: nobody who comes afterwards notices."""
    address = f"{site.address}/api/v1/leaderboard/"
    assert urllib.request.urlopen(address, timeout=20).status == 200
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    assert execute(site.database_url, count, site.database_url.rpartition("/")[2])[0][0] >= 1, "one is kept"
    execute(
        site.database_url,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    for _ in range(10):
        assert urllib.request.urlopen(address, timeout=20).status == 200
