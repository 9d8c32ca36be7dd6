"""ASGI middleware for WebSockets: what a socket tells people is in the language of the page that opened it."""

from types import SimpleNamespace

from django.utils import translation


class InLanguage:
    """Within Channels' cookies. As `LocaleMiddleware` chooses it: the cookie, what the browser asks for, else the site's."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        asked = dict(scope["headers"]).get(b"accept-language", b"").decode("latin1")
        request = SimpleNamespace(COOKIES=scope["cookies"], META={"HTTP_ACCEPT_LANGUAGE": asked})
        with translation.override(translation.get_language_from_request(request)):
            await self.application(scope, receive, send)
