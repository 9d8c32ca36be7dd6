"""Open sockets end with the account, whatever they do."""

from asgiref.sync import sync_to_async

from accounts import live_accounts
from accounts.models import User


def close(person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    live_accounts._tell(person.pk)


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
