"""REST calls that make portraits up. A person reaches their own only."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from analysis import beautify_services
from analysis.beautify_serializers import BeautificationRequestSerializer, BeautificationSerializer, PreviewRequestSerializer
from analysis.face_serializers import ProblemSerializer
from analysis.models import Beautification, Photo
from analysis.pagination import NewestFirst
from analysis.problems import Problem

PROBLEMS = {(status, "application/problem+json"): ProblemSerializer for status in (400, 401, 403, 404, 413, 422, 429, 503)}


class BeautificationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.UpdateModelMixin, viewsets.GenericViewSet):
    """Your portraits with make-up. They are private until you share their link."""

    queryset = Beautification.objects.select_related("photo")
    serializer_class = BeautificationSerializer
    pagination_class = NewestFirst
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    throttle_scope = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and not beautify_services.is_network_there():
            raise Problem(503, "not_trained", _("The make-up network of this server has not been trained."))

    def get_throttles(self):
        self.throttle_scope = {"create": "uploads", "preview": "previews"}.get(self.action)
        return super().get_throttles()

    def get_queryset(self):
        return super().get_queryset().filter(photo__owner=self.request.user)

    @extend_schema(request={"multipart/form-data": BeautificationRequestSerializer}, responses={201: BeautificationSerializer, **PROBLEMS})
    def create(self, request):
        """Make a new image up, or one of your photos, and keep the result at its own resolution."""
        asked = BeautificationRequestSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        values, wish = asked.validated_data, asked.wish()
        try:
            if "image" in values:
                done = beautify_services.beautify_upload(owner=request.user, data=values["image"], wish=wish)
            else:
                done = beautify_services.beautify_photo(photo=values["photo"], wish=wish)
        except Photo.DoesNotExist:
            raise Http404 from None
        return Response(self.get_serializer(done).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request={"multipart/form-data": PreviewRequestSerializer},
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, **PROBLEMS},
    )
    @action(detail=False, methods=["post"])
    def preview(self, request):
        """The made-up image as a JPEG. Nothing is kept."""
        asked = PreviewRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        jpeg = beautify_services.preview(data=values["image"], wish=asked.wish(), max_side=values["max_side"], mark=values["mark"])
        return HttpResponse(jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})

    def perform_update(self, serializer):
        beautify_services.set_shared(
            beautification=serializer.instance, is_shared=serializer.validated_data.get("is_shared", serializer.instance.is_shared)
        )

    def destroy(self, request, pk=None):
        """Delete the made-up portrait; the photo stays."""
        beautify_services.delete_beautifications(beautifications=Beautification.objects.filter(pk=self.get_object().pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
