"""REST calls for what a person keeps. Nobody else sees any of it."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.response import Response
from rest_framework.views import APIView

from analysis.pagination import NewestFirst
from analysis.serializers import checked
from leaderboard import bookmark_services
from leaderboard.models import Bookmark, Collection, SharedResult
from leaderboard.social_problems import SocialErrors
from leaderboard.social_serializers import (
    BookmarkQuerySerializer,
    BookmarkSerializer,
    CollectionNameSerializer,
    CollectionSerializer,
    KeepSerializer,
    KeptSerializer,
)


class BookmarkView(SocialErrors, APIView):
    """Whether you keep a result. Sent twice, it is kept, or given up, once."""

    @extend_schema(operation_id="shared_results_keep", request=KeepSerializer, responses=KeptSerializer)
    def put(self, request, pk):
        """Keep a result; with `collection`, put it there."""
        values = checked(KeepSerializer, request.data)
        result = get_object_or_404(SharedResult.objects.visible_to(request.user), pk=pk)
        wanted = values.get("collection")
        collection = get_object_or_404(Collection, pk=wanted, owner=request.user) if wanted else None
        bookmark = bookmark_services.keep_result(user=request.user, result=result)
        if "collection" in values:
            bookmark = bookmark_services.move_bookmark(user=request.user, result_id=result.pk, collection=collection)
        return Response({"kept": True, "collection": bookmark.collection_id})

    @extend_schema(operation_id="shared_results_unkeep", responses={200: KeptSerializer})
    def delete(self, request, pk):
        """Keep it no longer. One that is gone can be given up too."""
        bookmark_services.unkeep_result(user=request.user, result_id=pk)
        return Response({"kept": False, "collection": None})


class BookmarksView(GenericAPIView):
    """What you keep."""

    queryset = Bookmark.objects.all()
    serializer_class = BookmarkSerializer
    pagination_class = NewestFirst

    @extend_schema(operation_id="bookmarks_list", parameters=[BookmarkQuerySerializer], responses=BookmarkSerializer(many=True))
    def get(self, request):
        """Newest first; results that you may not see any more are left out."""
        collection = checked(BookmarkQuerySerializer, request.query_params)["collection"]
        bookmarks = Bookmark.objects.kept_by(request.user)
        if collection is not None:
            bookmarks = bookmarks.filter(collection=collection)
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(bookmarks), many=True).data)


class CollectionViewSet(SocialErrors, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Your collections."""

    queryset = Collection.objects.all()
    serializer_class = CollectionSerializer
    pagination_class = None
    lookup_value_converter = "uuid"

    def get_queryset(self):
        return super().get_queryset().filter(owner=self.request.user.pk)

    @extend_schema(request=CollectionNameSerializer, responses={201: CollectionSerializer, 200: CollectionSerializer})
    def create(self, request):
        """Make a collection. One by this name is answered as it stands, with 200."""
        collection, is_new = bookmark_services.create_collection(user=request.user, **checked(CollectionNameSerializer, request.data))
        return Response(self.get_serializer(collection).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(request=CollectionNameSerializer, responses=CollectionSerializer)
    def partial_update(self, request, pk=None):
        """Give a collection another name."""
        collection = get_object_or_404(self.get_queryset(), pk=pk)
        values = checked(CollectionNameSerializer, request.data)
        return Response(self.get_serializer(bookmark_services.rename_collection(user=request.user, collection=collection, **values)).data)

    def destroy(self, request, pk=None):
        """Delete a collection. What was in it stays kept."""
        bookmark_services.delete_collection(user=request.user, collection=get_object_or_404(self.get_queryset(), pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
