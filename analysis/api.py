"""REST calls for photos and style analyses. A person reaches their own only."""

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response

from analysis import services
from analysis.models import Photo, StyleAnalysis
from analysis.pagination import NewestFirst
from analysis.serializers import PhotoSerializer, PhotoUploadSerializer, StyleAnalysisRequestSerializer, StyleAnalysisSerializer


def _data_url(**options):
    return serializers.CharField(help_text="data:image/jpeg;base64,...", **options)


class PhotoViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Your photos. They are private until you share a result."""

    queryset = Photo.objects.all()
    serializer_class = PhotoSerializer
    pagination_class = NewestFirst
    throttle_scope = None

    def get_throttles(self):
        self.throttle_scope = "uploads" if self.action == "create" else None
        return super().get_throttles()

    def get_queryset(self):
        return super().get_queryset().filter(owner=self.request.user)

    @extend_schema(
        request={
            "multipart/form-data": PhotoUploadSerializer,
            "application/json": inline_serializer("PhotoDataUrl", {"image": _data_url()}),
        },
        responses={201: PhotoSerializer},
    )
    def create(self, request):
        upload = PhotoUploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        photo = services.add_photo(owner=request.user, data=upload.validated_data["image"])
        return Response(self.get_serializer(photo).data, status=status.HTTP_201_CREATED)

    def destroy(self, request, pk=None):
        """Delete the photo, its analyses and what was shared of it."""
        services.delete_photo(photo=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class StyleAnalysisViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """What Eva read in your photos."""

    queryset = StyleAnalysis.objects.select_related("photo")
    serializer_class = StyleAnalysisSerializer
    pagination_class = NewestFirst
    throttle_scope = None

    def get_throttles(self):
        self.throttle_scope = "uploads" if self.action == "create" else None
        return super().get_throttles()

    def get_queryset(self):
        return super().get_queryset().filter(photo__owner=self.request.user)

    @extend_schema(
        request={
            "multipart/form-data": StyleAnalysisRequestSerializer,
            "application/json": inline_serializer(
                "StyleAnalysisDataUrl", {"image": _data_url(required=False), "photo": serializers.UUIDField(required=False)}
            ),
        },
        responses={201: StyleAnalysisSerializer},
    )
    def create(self, request):
        """Read the style of a new image, or of one of your photos."""
        asked = StyleAnalysisRequestSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        if "image" in asked.validated_data:
            analysis = services.read_style(owner=request.user, data=asked.validated_data["image"])
        else:
            analysis = services.analyze_photo(photo=asked.validated_data["photo"])
        return Response(self.get_serializer(analysis).data, status=status.HTTP_201_CREATED)

    def destroy(self, request, pk=None):
        """Delete the reading and what was shared of it; the photo stays."""
        services.delete_analyses(analyses=StyleAnalysis.objects.filter(pk=self.get_object().pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
