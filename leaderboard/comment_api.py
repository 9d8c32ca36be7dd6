"""REST calls for comments."""

from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.response import Response

from analysis.pagination import NewestFirst
from analysis.serializers import checked
from leaderboard import comment_services
from leaderboard.models import Comment, SharedResult
from leaderboard.social_problems import SocialErrors
from leaderboard.social_serializers import (
    CommentSerializer,
    CommentTextSerializer,
    DeletedCommentSerializer,
    NewCommentSerializer,
    UndoSerializer,
)


class CommentsView(SocialErrors, GenericAPIView):
    """What people say about a result."""

    queryset = Comment.objects.with_people()
    serializer_class = CommentSerializer
    pagination_class = NewestFirst
    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(operation_id="shared_results_comments_list", responses=CommentSerializer(many=True))
    def get(self, request, pk):
        """Newest first, as far as you may see them."""
        comments = self.get_queryset().filter(result=self._result()).visible_to(request.user)
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(comments), many=True).data)

    @extend_schema(
        operation_id="shared_results_comments_create",
        request=NewCommentSerializer,
        responses={201: CommentSerializer, 200: CommentSerializer},
    )
    def post(self, request, pk):
        """Comment on a result. The same id and text again is answered with 200; 422 `comments_closed` where you may not."""
        values = checked(NewCommentSerializer, request.data)
        comment, is_new = comment_services.add_comment(
            user=request.user, result=self._result(), text=values["text"], comment_id=values["id"]
        )
        return Response(self.get_serializer(comment).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    def _result(self):
        return get_object_or_404(SharedResult.objects.visible_to(self.request.user), pk=self.kwargs["pk"])


class CommentViewSet(SocialErrors, viewsets.GenericViewSet):
    """One comment."""

    queryset = Comment.objects.with_people()
    serializer_class = CommentSerializer
    lookup_value_converter = "uuid"

    @extend_schema(request=CommentTextSerializer, responses=CommentSerializer)
    def partial_update(self, request, pk=None):
        """Change the words of your own comment."""
        comment = get_object_or_404(self.get_queryset().editable_by(request.user), pk=pk)
        comment_services.edit_comment(user=request.user, comment=comment, **checked(CommentTextSerializer, request.data))
        return Response(self.get_serializer(get_object_or_404(self.get_queryset(), pk=pk)).data)

    @extend_schema(responses={200: DeletedCommentSerializer})
    def destroy(self, request, pk=None):
        """Delete your own comment, or anybody's under your own result."""
        comment = get_object_or_404(self.get_queryset().removable_by(request.user), pk=pk)
        return Response({"undo": comment_services.delete_comment(user=request.user, comment=comment)})

    @extend_schema(request=UndoSerializer, responses=CommentSerializer)
    @action(detail=False, methods=["post"])
    def restore(self, request):
        """Bring back, as it was, what you deleted within the last hour (422 `undo_expired`)."""
        comment = comment_services.restore_comment(user=request.user, **checked(UndoSerializer, request.data))
        return Response(self.get_serializer(comment).data)
