"""News between processes, while Redis is there and while it is not."""

import asyncio
import subprocess

from evaranks import channel_layer, programs
from evaranks.channel_layer import ForgivingChannelLayer

PATIENCE_S = 20


def layer(url):
    """One process's."""
    return ForgivingChannelLayer(hosts=[{"address": url, "socket_timeout": 0.5, "socket_connect_timeout": 0.5}])


async def hears(mine, channel, theirs):
    """Whether what `theirs` sends to the group comes to `channel`; sent again and again, since it may be too early."""
    listening = asyncio.create_task(mine.receive(channel))
    for _ in range(10 * PATIENCE_S):
        await theirs.group_send("notices.1", {"type": "notice"})
        await asyncio.wait([listening], timeout=0.1)
        if listening.done():
            return listening.result() == {"type": "notice"}
    return False


def test_it_works(redis_url):
    async def talk():
        mine, theirs = layer(redis_url), layer(redis_url)
        channel = await mine.new_channel()
        await mine.group_add("notices.1", channel)
        assert await hears(mine, channel, theirs)
        await mine.group_discard("notices.1", channel)
        await mine.flush()
        await theirs.flush()

    asyncio.run(talk())


def test_who_listens_hears_again_once_redis_is_back(tmp_path, monkeypatch):
    monkeypatch.setattr(channel_layer, "AGAIN_S", 0.1)
    url, command = f"unix://{tmp_path}/socket", [programs.redis_server(), "--port", "0", "--unixsocket", tmp_path / "socket", "--save", ""]

    def start():
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path)

    async def talk():
        mine, theirs = layer(url), layer(url)
        channel = await mine.new_channel()
        await mine.group_add("notices.1", channel)
        await theirs.group_send("notices.1", {"type": "lost"})
        with start() as server:
            assert await hears(mine, channel, theirs)
            server.kill()
        await theirs.group_send("notices.1", {"type": "lost"})
        with start() as server:
            assert await hears(mine, channel, theirs)
            server.kill()
        await mine.flush()
        await theirs.flush()

    asyncio.run(talk())
