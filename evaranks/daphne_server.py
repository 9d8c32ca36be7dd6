"""Serving with Daphne, which `runserver` uses too. Stops as evaranks/draining.py says."""

from collections.abc import Callable

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server, twisted_loop
from twisted.internet import reactor
from twisted.internet.endpoints import quoteStringArgument
from twisted.internet.error import CannotListenError

from evaranks import daphne_intake, draining, heartbeat, local_https, sockets
from evaranks.certificate import Certificate


def serve(application: Callable, host: str, port: int, ready: Callable[[], None], https: tuple[int, Certificate] | None = None) -> bool:
    """Serve until told to stop, after calling `ready`; False where the port is taken.

    With `https`, a port and a certificate, there, and `port` leads to it.
    """
    sockets.install()
    daphne_intake.install()
    server = Server(
        application=application,
        endpoints=_endpoints(host, port, https),
        signal_handlers=False,
        ready_callable=ready,
        server_name="EvaRanks",
        websocket_max_message_size=sockets.MESSAGE_BYTES,
        websocket_max_frame_size=sockets.MESSAGE_BYTES,
    )
    for number in draining.SIGNALS:
        twisted_loop.add_signal_handler(number, draining.told_to_stop, _stop(server), reactor.stop)
    if https:
        try:
            reactor.listenTCP(port, local_https.redirecting_site(*https), interface=host)
        except CannotListenError:
            return False
    heartbeat.start(twisted_loop)
    server.run()
    heartbeat.stop()
    return not server.abort_start


def _endpoints(host, port, https):
    if not https:
        return build_endpoint_description_strings(host=host, port=port)
    port, kept = https
    key, chain, host = (quoteStringArgument(str(value)) for value in (kept.key, kept.path, host))
    return [f"ssl:{port}:interface={host}:privateKey={key}:certKey={chain}"]


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
