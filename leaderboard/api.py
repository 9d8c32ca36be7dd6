"""REST calls for shared results and the leaderboard. Everybody reads; people change their own."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly
from rest_framework.response import Response

from analysis.pagination import NewestFirst
from analysis.serializers import checked
from leaderboard import boards, disguise_services, rankings, services
from leaderboard.models import SharedResult
from leaderboard.pagination import RankedPagination
from leaderboard.serializers import (
    BoardQuerySerializer,
    EditSerializer,
    EntrySerializer,
    OwnerQuerySerializer,
    SharedResultSerializer,
    ShareSerializer,
)
from leaderboard.social_problems import SocialErrors


class SharedResultViewSet(SocialErrors, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """What people put on the leaderboard."""

    queryset = SharedResult.objects.with_pictures()
    serializer_class = SharedResultSerializer
    pagination_class = NewestFirst
    permission_classes = [IsAuthenticatedOrReadOnly]

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    @extend_schema(parameters=[OwnerQuerySerializer], responses=SharedResultSerializer(many=True))
    def list(self, request):
        """Everybody's visible results, or one person's, newest first. Only you find your own anonymous ones under your name."""
        owner = checked(OwnerQuerySerializer, request.query_params)["owner"]
        results = SharedResult.objects.with_pictures().visible()
        if not owner:
            results = results.heard_by(request.user)
        elif owner.lower() == request.user.get_username().lower():
            results = results.filter(owner=request.user)
        else:
            results = results.visible_to(request.user).filter(owner__username__iexact=owner, anonymous=False)
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(results), many=True).data)

    @extend_schema(request=ShareSerializer, responses={201: SharedResultSerializer, 200: SharedResultSerializer})
    def create(self, request):
        """Share one of your style analyses. One that is shared already is answered as it stands, with 200."""
        values = checked(ShareSerializer, request.data, request=request)
        result, is_new = services.share_result(user=request.user, **values)
        return Response(self.get_serializer(result).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(request=EditSerializer, responses=SharedResultSerializer)
    def partial_update(self, request, pk=None):
        """Change the caption of one of your results, or whether it shows your name and the photo's faces."""
        result = get_object_or_404(self.get_queryset().editable_by(request.user), pk=pk)
        values = checked(EditSerializer, request.data)
        caption = values.pop("caption", None)
        if values:
            result = disguise_services.change_disguise(user=request.user, result=result, **values)
        if caption is not None:
            result = services.edit_caption(user=request.user, result=result, caption=caption)
        return Response(self.get_serializer(self.get_queryset().get(pk=result.pk)).data)

    def destroy(self, request, pk=None):
        """Take one of your results off the board. The analysis stays yours."""
        result = get_object_or_404(self.get_queryset().removable_by(request.user), pk=pk)
        services.unshare_result(user=request.user, result=result)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LeaderboardViewSet(viewsets.GenericViewSet):
    """The rankings; of equal values the earlier result is ahead."""

    serializer_class = EntrySerializer
    pagination_class = RankedPagination
    permission_classes = [AllowAny]

    @extend_schema(parameters=[BoardQuerySerializer], responses=EntrySerializer(many=True))
    def list(self, request):
        """A page of a ranking, with ranks. The cursor belongs to its ranking, style and period."""
        query = checked(BoardQuerySerializer, request.query_params)
        if query["ranking"] == "followed" and not request.user.is_authenticated:
            raise NotAuthenticated
        self.paginator.ranking, self.paginator.user = rankings.get(query["ranking"]), request.user
        rows = self.paginate_queryset(boards.results(request.user, query["style"], query["period"]))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)
