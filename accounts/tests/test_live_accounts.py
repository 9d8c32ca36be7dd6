"""Open sockets end with the account, whatever they do."""

import re

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction

from accounts import live_accounts
from accounts.models import User


@pytest.fixture(autouse=True)
def _commits(monkeypatch):
    """The test's transaction never ends; what waits for its end happens at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **options: work())


def close(person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    live_accounts.close_sockets(person)


def test_it_works(alice, bob, run_live):
    async def scene(open_stream):
        async with open_stream(alice) as stream, open_stream(alice) as second, open_stream(bob) as others, open_stream() as visitors:
            for each in (stream, second, others, visitors):
                await each.message("ready")
            await sync_to_async(close)(alice)
            assert [await stream.closed(), await second.closed()] == [live_accounts.CLOSED] * 2
            for each in (others, visitors):
                assert (await each.configure(output="landmarks"))["type"] == "configured"

    run_live(scene)


def test_closed_between_signing_in_and_listening(alice, run_live, monkeypatch):
    """The sign-in of the socket is checked; then the account is closed, before the socket listens for that."""
    listen = live_accounts.EndWithAccount._closing

    async def late(self, person_pk, layer, channel):
        await sync_to_async(User.objects.filter(pk=person_pk).update)(is_active=False)
        return await listen(self, person_pk, layer, channel)

    monkeypatch.setattr(live_accounts.EndWithAccount, "_closing", late)

    async def scene(open_stream):
        async with open_stream(alice) as stream:
            assert await stream.closed() == live_accounts.CLOSED

    run_live(scene)


@pytest.mark.parametrize("words", ["analysis/_mirror_words.html", "faces/_camera_words.html"])
def test_every_page_with_a_camera_says_what_ended_it(words):
    """The code is no other end's, and each page that may meet it has a sentence: one without would stop with an error."""
    script = (settings.BASE_DIR / "static" / "js" / "lib" / "live-socket.js").read_text()
    assert re.findall(rf'{live_accounts.CLOSED}: "([\w-]+)"', script) == ["account-closed"]
    assert 'data-key="account-closed"' in (settings.BASE_DIR / "templates" / words).read_text()
