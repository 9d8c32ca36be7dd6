"""The REST call that reports something. (Who has no account uses the page.)"""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.refused import Refused
from analysis.problems import Problem
from leaderboard import report_services
from leaderboard.models import Comment, Report, SharedResult
from leaderboard.report_services import NOTE_LENGTH


class ReportSerializer(serializers.ModelSerializer):
    result = serializers.PrimaryKeyRelatedField(queryset=SharedResult.objects.order_by(), required=False)
    comment = serializers.PrimaryKeyRelatedField(queryset=Comment.objects.order_by(), required=False)
    person = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.all(), required=False, help_text=_("A username."))
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH, help_text=_("Only our staff read it."))

    class Meta:
        model = Report
        fields = ["result", "comment", "person", "reason", "note", "state", "created_at"]
        read_only_fields = ["state", "created_at"]

    def validate(self, values):
        if sum(name in values for name in ("result", "comment", "person")) != 1:
            raise serializers.ValidationError(_("Name one of result, comment and person."))
        return values


SENDERS = {
    "result": report_services.report_result,
    "comment": report_services.report_comment,
    "person": report_services.report_person,
}


class ReportsView(APIView):
    @extend_schema(request=ReportSerializer, responses={201: ReportSerializer})
    def post(self, request):
        """Tell our staff that a result, a comment or a person is wrong. Reported already, that report is answered as it stands."""
        serializer = ReportSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        send = next(sender for name, sender in SENDERS.items() if name in values)
        try:
            report = send(reporter=request.user, **values)
        except ObjectDoesNotExist:
            raise Http404 from None
        except Refused as error:
            raise Problem(422, error.code, str(error)) from error
        return Response(ReportSerializer(report).data, status=status.HTTP_201_CREATED)
