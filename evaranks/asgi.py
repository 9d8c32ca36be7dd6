"""The ASGI application: HTTP through Django, WebSockets through Channels."""

import os
import threading

import django
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator, WebsocketDenier
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evaranks.settings")

from evaranks import tracing

tracing.start()  # before the middleware is put together
django.setup(set_prefix=False)

# Their modules use models, which are there once the applications are.
from accounts.live_accounts import EndWithAccount  # noqa: E402
from analysis.routing import websocket_urlpatterns as analysis_sockets  # noqa: E402
from evaranks.handler import Handler  # noqa: E402
from evaranks.request_log import SocketIds  # noqa: E402
from evaranks.socket_language import InLanguage  # noqa: E402
from faces.routing import websocket_urlpatterns as faces_sockets  # noqa: E402
from leaderboard.routing import websocket_urlpatterns as leaderboard_sockets  # noqa: E402


def _warm() -> None:
    from analysis.face_services import warm_face_networks
    from analysis.services import warm_networks
    from evaranks.health import networks_loaded

    warm_networks()
    warm_face_networks()
    networks_loaded.set()


# In the background: the first page need not wait for the networks, and the first photo finds them loaded. Streams load theirs.
threading.Thread(target=_warm, name="warm", daemon=True).start()

sockets = URLRouter([*analysis_sockets, *faces_sockets, *leaderboard_sockets, re_path("", WebsocketDenier.as_asgi())])
application = ProtocolTypeRouter(
    {
        "http": Handler(),
        "websocket": SocketIds(AllowedHostsOriginValidator(AuthMiddlewareStack(InLanguage(EndWithAccount(sockets))))),
    }
)
