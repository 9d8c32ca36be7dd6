"""Serving with Uvicorn, in production. Stops as evaranks/draining.py says."""

import asyncio
from collections.abc import Callable
from contextlib import contextmanager

import uvicorn
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from evaranks import draining, heartbeat, intake, sockets


class _Connection(HttpToolsProtocol):
    """Closed when it has sent no whole head of a request for too long. Uvicorn counts from an answer on, and only until a byte comes."""

    def connection_made(self, transport):
        super().connection_made(transport)
        self._wait_for_head()

    def on_headers_complete(self):
        self._too_late.cancel()
        super().on_headers_complete()

    def on_response_complete(self):
        super().on_response_complete()
        if self.cycle.response_complete:  # else the head of the next came meanwhile
            self._wait_for_head()

    def connection_lost(self, error):
        self._too_late.cancel()
        super().connection_lost(error)

    def _wait_for_head(self):
        self._too_late = self.loop.call_later(settings.REQUEST_IDLE_S, self.timeout_keep_alive_handler)


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
        http=_Connection,
        timeout_keep_alive=settings.REQUEST_IDLE_S,
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
