"""Serving with Uvicorn, in production. Stops as evaranks/draining.py says."""

import asyncio
from collections.abc import Callable
from contextlib import contextmanager

import uvicorn
from django.conf import settings

from evaranks import draining, heartbeat, intake, sockets


class _Server(uvicorn.Server):
    ready = None

    @contextmanager
    def capture_signals(self):
        """Uvicorn would stop at once; streams move first."""
        loop = asyncio.get_running_loop()
        for number in draining.SIGNALS:
            loop.add_signal_handler(number, draining.told_to_stop, self.stop, self.stop_now)
        yield

    async def startup(self, sockets=None):
        await super().startup(sockets)
        heartbeat.start(asyncio.get_running_loop())
        self.ready()

    async def stop(self):
        await draining.move_streams()
        self.should_exit = True  # listens no more, and answers what has come

    def stop_now(self):
        self.should_exit = self.force_exit = True


def serve(application: Callable, host: str, port: int, ready: Callable[[], None]) -> bool:
    """Serve until told to stop, after calling `ready`; False where the port is taken."""
    config = uvicorn.Config(
        intake.BoundedBodies(application),
        host=host,
        port=port,
        ws="websockets-sansio",  # reads no message before the last was taken, and writes nothing to who does not read
        ws_max_size=sockets.MESSAGE_BYTES,
        ws_per_message_deflate=False,  # frames are compressed pictures
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the setting NUM_PROXIES says whom to believe
        timeout_keep_alive=75,  # longer than a proxy keeps an idle connection
        timeout_graceful_shutdown=round(settings.DRAIN_S),
    )
    try:
        listener = config.bind_socket()
    except SystemExit:
        return False
    server = _Server(config)
    server.ready = ready
    with listener:
        server.run(sockets=[listener])
    heartbeat.stop()
    return True
