"""The live sockets' addresses."""

from django.urls import path

from analysis.consumers import EffectsConsumer

websocket_urlpatterns = [path("ws/live/effects/", EffectsConsumer.as_asgi())]
