"""The ASGI application: HTTP through Django, WebSockets through Channels."""

import os
import threading

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evaranks.settings")

django_application = get_asgi_application()


def _warm() -> None:
    from analysis.face_services import warm_face_networks
    from analysis.services import warm_networks

    warm_networks()
    warm_face_networks()


# In the background: the first page need not wait for the networks, and the first photo finds them loaded.
threading.Thread(target=_warm, name="warm", daemon=True).start()

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([]))),
    }
)
