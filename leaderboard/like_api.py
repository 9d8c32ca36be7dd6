"""REST calls by which people like results, and tell that they saw them."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.views import APIView

from leaderboard import like_services
from leaderboard.models import SharedResult
from leaderboard.social_problems import SocialErrors
from leaderboard.social_serializers import LikeSerializer


class LikeView(SocialErrors, APIView):
    """Your like of a result. Sent twice, it is given, or taken back, once."""

    @extend_schema(operation_id="shared_results_like", request=None, responses=LikeSerializer)
    def put(self, request, pk):
        """Like a result that is not your own (422 `own`)."""
        result = get_object_or_404(SharedResult.objects.visible_to(request.user), pk=pk)
        result = like_services.like_result(user=request.user, result=result)
        return Response({"liked": True, "like_count": result.like_count})

    @extend_schema(operation_id="shared_results_unlike", responses={200: LikeSerializer})
    def delete(self, request, pk):
        """Take your like back."""
        result = get_object_or_404(SharedResult.objects.visible_to(request.user), pk=pk)
        result = like_services.unlike_result(user=request.user, result=result)
        return Response({"liked": False, "like_count": result.like_count})


class SightingView(SocialErrors, APIView):
    """That you opened a result's page: likes count beside those who saw it and did not."""

    @extend_schema(operation_id="shared_results_see", request=None, responses={204: None})
    def put(self, request, pk):
        """Counted once for each person; your own results never."""
        result = get_object_or_404(SharedResult.objects.visible_to(request.user), pk=pk)
        like_services.see_result(user=request.user, result=result)
        return Response(status=status.HTTP_204_NO_CONTENT)
