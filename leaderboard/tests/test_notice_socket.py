"""The notification socket: who may open it, what it tells, and when it ends."""

import asyncio
from importlib import import_module

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction

from leaderboard import notice_consumer, notice_services

pytestmark = pytest.mark.django_db

PATH = "/ws/notifications/"


@pytest.fixture(autouse=True)
def _commits(monkeypatch):
    """The test's transaction never ends; what waits for its end happens at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **options: work())


@pytest.fixture
def like(alice, bob, put_on_board):
    result = put_on_board(alice)
    return sync_to_async(lambda actor=bob: notice_services.notify(recipient=alice, kind="like", actor=actor, result=result))


def test_it_works(run_live, alice, like):
    """Every open tab hears of it."""

    async def test(open_stream):
        async with open_stream(alice, path=PATH) as tab, open_stream(alice, path=PATH) as other:
            for stream in (tab, other):
                assert await stream.message("notices") == {"type": "notices", "unread": 0}
            await like()
            for stream in (tab, other):
                news = await stream.message("notices")
                assert (news["unread"], news["text"]) == (1, "Bob likes your Casual look.")

    run_live(test)


def test_others_hear_nothing(run_live, alice, bob, charlie, like):
    async def test(open_stream):
        async with open_stream(bob, path=PATH) as bobs, open_stream(charlie, path=PATH) as charlies:
            for stream in (bobs, charlies):
                await stream.message("notices")
            await like()
            for stream in (bobs, charlies):
                assert await stream.communicator.receive_nothing(0.2)

    run_live(test)


def test_one_must_be_signed_in(run_live):
    async def test(open_stream):
        async with open_stream(path=PATH) as stream:
            assert await stream.closed() == 4401

    run_live(test)


def test_other_sites_are_refused(run_live, alice):
    async def test(open_stream):
        with pytest.raises(ConnectionRefusedError):
            async with open_stream(alice, path=PATH, origin="https://evil.example"):
                pass

    run_live(test)


def test_after_signing_out_nothing_is_told(run_live, alice, like):
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects

    async def test(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            await stream.message("notices")
            await sync_to_async(sessions.all().delete)()
            await like()
            assert await stream.closed() == 4401

    run_live(test)


def test_clients_have_nothing_to_say_and_tabs_are_counted(run_live, alice, monkeypatch):
    monkeypatch.setattr(notice_consumer, "MOST_TABS", 1)

    async def test(open_stream):
        async with open_stream(alice, path=PATH) as first, open_stream(alice, path=PATH) as second:
            await first.message("notices")
            assert await second.closed() == 4429
            await first.tell(type="configure")
            assert await first.closed() == 1008
        async with open_stream(alice, path=PATH) as third:  # whoever left is not counted
            assert await third.message("notices")

    run_live(test)
    assert not notice_consumer._open


def test_a_tab_that_ends_with_an_error_is_not_counted_any_more(run_live, alice, monkeypatch):
    async def fail(*args, **fields):
        raise RuntimeError("the channel layer is away")

    monkeypatch.setattr(notice_consumer.NoticeConsumer, "_tell", fail)

    async def test(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            with pytest.raises(RuntimeError, match="away"):
                await stream.communicator.future

    run_live(test)
    assert not notice_consumer._open


def test_a_tab_whose_task_is_cancelled_is_not_counted_any_more(run_live, alice):
    async def test(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            await stream.message("notices")
            stream.communicator.future.cancel()
            await asyncio.wait({stream.communicator.future})
            await asyncio.sleep(0)  # EndWithAccount passes it on

    run_live(test)
    assert not notice_consumer._open
