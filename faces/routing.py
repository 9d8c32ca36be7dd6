"""The live socket's address."""

from django.urls import path

from faces.consumers import RecognitionConsumer

websocket_urlpatterns = [path("ws/live/recognition/", RecognitionConsumer.as_asgi())]
