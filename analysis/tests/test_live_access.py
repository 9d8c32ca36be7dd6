"""Who may stream, how many at once, and that every end frees the place."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from analysis import live_counts, live_sessions

FULL, IDLE = 4429, 4408


@pytest.fixture
def caps(settings):
    settings.LIVE_SESSIONS = {"all": 5, "anonymous": 4, "person": 3, "address": 2}
    return settings.LIVE_SESSIONS


async def ready(stream):
    """Whether it was let in; else it was closed because all places are taken."""
    try:
        return bool(await stream.message("ready"))
    except ConnectionError:
        assert stream.close_code == FULL
        return False


async def count_let_in(open_stream, stack, visitors):
    """Opens a stream for each of these (user, address), which stay open, and counts those that were let in."""
    return [await ready(await stack.enter_async_context(open_stream(user, address=address))) for user, address in visitors].count(True)


def test_it_works(run_live, alice):
    async def visit(open_stream):
        async with open_stream() as anonymous, open_stream(alice) as member:
            assert await ready(anonymous)
            assert await ready(member)
            assert live_sessions.open_now() == live_counts.OPEN["effects"] == 2
        assert live_sessions.open_now() == live_counts.OPEN["effects"] == 0

    run_live(visit)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "null", None])
def test_foreign_origins_are_refused(run_live, origin):
    async def visit(open_stream):
        with pytest.raises(ConnectionRefusedError):
            async with open_stream(origin=origin):
                pass

    run_live(visit)


def test_other_paths_are_refused(run_live):
    async def visit(open_stream):
        with pytest.raises(ConnectionRefusedError):
            async with open_stream(path="/ws/live/nothing/"):
                pass

    run_live(visit)


@pytest.mark.parametrize(
    ("who", "let_in"),
    [
        ([(None, "10.0.0.1")] * 4, 2),
        ([(None, f"10.0.0.{number}") for number in range(6)], 4),
        ([("alice", f"10.0.0.{number}") for number in range(5)], 3),
        ([("alice", "10.0.0.1")] * 3 + [("bob", "10.0.0.1")] * 3, 5),
        ([(None, f"10.0.0.{number}") for number in range(6)] + [("alice", "10.0.0.1")], 5),
    ],
)
def test_caps_by_address_of_visitors_by_person_and_in_all(run_live, caps, alice, bob, who, let_in):
    people = {"alice": alice, "bob": bob, None: None}

    async def visit(open_stream):
        async with AsyncExitStack() as stack:
            assert await count_let_in(open_stream, stack, [(people[name], address) for name, address in who]) == let_in
            assert live_sessions.open_now() == let_in

    run_live(visit)


def test_a_place_that_was_left_is_free(run_live, caps):
    async def visit(open_stream):
        for _attempt in range(2 * caps["address"]):
            async with open_stream() as stream:
                assert await ready(stream)

    run_live(visit)


def test_who_was_not_let_in_is_not_served(run_live, caps, webcam_frame):
    caps["address"] = 0

    async def visit(open_stream):
        async with open_stream() as stream:
            await stream.frame(1, webcam_frame)
            assert await stream.closed() == FULL
            await stream.frame(2, webcam_frame)
            assert await stream.communicator.receive_nothing(0.2)

    run_live(visit)


@pytest.mark.parametrize(("proxies", "same"), [(0, True), (1, False), (2, True)])
def test_addresses_are_believed_from_our_proxies_only(run_live, caps, settings, proxies, same):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    caps["address"] = 1

    async def visit(open_stream):
        async with AsyncExitStack() as stack:
            for number in (1, 2):
                headers = [(b"x-forwarded-for", b"6.6.6.6, 10.9.9.%d" % number)]
                stream = await stack.enter_async_context(open_stream(headers=headers))
                assert await ready(stream) is (number == 1 or not same)

    run_live(visit)


def test_an_idle_stream_ends(run_live, settings, webcam_frame):
    settings.LIVE_IDLE_S = 0.4

    async def visit(open_stream):
        async with open_stream() as stream:
            for number in range(4):
                await asyncio.sleep(0.15)
                await stream.frame(number, webcam_frame)
                assert (await stream.answer())[0] == number
            assert await stream.closed() == IDLE
            assert live_sessions.open_now() == 0

    run_live(visit)


def test_a_killed_stream_frees_its_place_too(run_live, webcam_frame):
    async def visit(open_stream):
        async with open_stream() as stream:
            assert await ready(stream)
            await stream.frame(1, webcam_frame)
            stream.communicator.future.cancel()
            with pytest.raises(asyncio.CancelledError):
                await stream.communicator.future
            assert live_sessions.open_now() == 0

    run_live(visit)


def test_a_stream_that_fails_frees_its_place_too(run_live):
    async def visit(open_stream):
        async with open_stream() as stream:
            assert await ready(stream)
            await stream.communicator.send_input({"type": "websocket.receive", "text": 5})
            with pytest.raises(TypeError):
                await stream.communicator.future
            assert live_sessions.open_now() == 0

    run_live(visit)
