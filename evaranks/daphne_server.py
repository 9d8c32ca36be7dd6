"""Serving with Daphne, which `runserver` uses too. Stops as evaranks/draining.py says."""

from collections.abc import Callable

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server, twisted_loop
from twisted.internet import reactor
from twisted.web import http

from evaranks import draining, sockets


def serve(application: Callable, host: str, port: int, ready: Callable[[], None]) -> bool:
    """Serve until told to stop, after calling `ready`; False where the port is taken."""
    sockets.install()
    # Twisted would parse every upload on the event loop, for arguments that nobody reads: Django parses for itself.
    http._getMultiPartArgs = lambda content, content_type: {}
    server = Server(
        application=application,
        endpoints=build_endpoint_description_strings(host=host, port=port),
        signal_handlers=False,
        ready_callable=ready,
        server_name="EvaRanks",
        websocket_max_message_size=sockets.MESSAGE_BYTES,
        websocket_max_frame_size=sockets.MESSAGE_BYTES,
    )
    for number in draining.SIGNALS:
        twisted_loop.add_signal_handler(number, draining.told_to_stop, _stop(server), reactor.stop)
    server.run()
    return not server.abort_start


def _stop(server):
    async def stop():
        await draining.move_streams()
        for listener in server.listeners:
            listener.addCallback(lambda listening: listening.stopListening())
        await draining.wait_for(lambda: _under_way(server))
        reactor.stop()

    return stop


def _under_way(server):
    tasks = [details.get("application_instance") for details in list(server.connections.values())]
    return sum(task is not None and not task.done() for task in tasks)
