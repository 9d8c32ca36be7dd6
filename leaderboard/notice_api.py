"""REST calls for what a person is told."""

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from analysis.pagination import NewestFirst
from analysis.serializers import checked
from leaderboard import notice_services
from leaderboard.models import Notification
from leaderboard.social_serializers import NotificationSerializer, ReadSerializer, UnreadSerializer


class NotificationsView(GenericAPIView):
    """What you are told."""

    queryset = Notification.objects.with_subjects()
    serializer_class = NotificationSerializer
    pagination_class = NewestFirst

    @extend_schema(operation_id="notifications_list", responses=NotificationSerializer(many=True))
    def get(self, request):
        """Newest first."""
        notices = self.get_queryset().told(request.user)
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(notices), many=True).data)


class ReadNotificationsView(APIView):
    @extend_schema(operation_id="notifications_read", request=ReadSerializer, responses=UnreadSerializer)
    def post(self, request):
        """Mark some of your notifications as read, or all; how many are left."""
        notice_services.read_notices(user=request.user, ids=checked(ReadSerializer, request.data).get("ids"))
        return Response({"unread": Notification.objects.told(request.user).unread_count()})
