"""The notification socket's address."""

from django.urls import path

from leaderboard.notice_consumer import NoticeConsumer

websocket_urlpatterns = [path("ws/notifications/", NoticeConsumer.as_asgi())]
