"""REST calls that recognise faces, and check people in. The pictures are not kept."""

import time

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from analysis.face_api import PROBLEMS
from analysis.pagination import NewestFirst
from analysis.serializers import checked
from analysis.throttles import FacesByAddress, FacesByPerson
from faces import check_in_services, recognition
from faces.answers import IdentificationSerializer, VerificationSerializer, identification_json, verification_json
from faces.models import CheckInSession
from faces.problems import GalleryErrors
from faces.serializers import CheckInSerializer, CheckInSessionSerializer, ImageSerializer, SessionNameSerializer, TwoImagesSerializer

_data_url = serializers.CharField(help_text="data:image/jpeg;base64,...")
IMAGE = {"multipart/form-data": ImageSerializer, "application/json": inline_serializer("ImageDataUrl", {"image": _data_url})}
TWO_IMAGES = {
    "multipart/form-data": TwoImagesSerializer,
    "application/json": inline_serializer("TwoImagesDataUrl", {"first": _data_url, "second": _data_url}),
}


class IdentifyView(GalleryErrors, APIView):
    """Every face of a picture: who of your gallery it is, or unknown."""

    throttle_classes = [FacesByPerson, FacesByAddress]

    def count_images(self, request) -> int:
        return 1

    @extend_schema(operation_id="faces_identify", request=IMAGE, responses={200: IdentificationSerializer, **PROBLEMS})
    def post(self, request):
        started = time.perf_counter()
        image = checked(ImageSerializer, request.data)["image"]
        identified = recognition.identify_photo(user=request.user, data=image)
        return Response({**identification_json(identified, request.user), "elapsed_ms": _since(started)})


class VerifyView(GalleryErrors, APIView):
    """Whether the largest faces of two pictures are one person's."""

    throttle_classes = [FacesByPerson, FacesByAddress]

    def count_images(self, request) -> int:
        return 2

    @extend_schema(operation_id="faces_verify", request=TWO_IMAGES, responses={200: VerificationSerializer, **PROBLEMS})
    def post(self, request):
        started = time.perf_counter()
        verification = recognition.verify_photos(user=request.user, **checked(TwoImagesSerializer, request.data))
        return Response({**verification_json(verification), "elapsed_ms": _since(started)})


class CheckInSessionViewSet(GalleryErrors, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Your check-in sessions: who of your gallery came, noted once each."""

    queryset = CheckInSession.objects.all()
    serializer_class = CheckInSessionSerializer
    pagination_class = NewestFirst

    def get_throttles(self):
        return [FacesByPerson(), FacesByAddress()] if self.request.method == "POST" else super().get_throttles()

    def count_images(self, request) -> int:
        return 1

    def get_queryset(self):
        return super().get_queryset().filter(owner=self.request.user)

    @extend_schema(request=SessionNameSerializer, responses={201: CheckInSessionSerializer})
    def create(self, request):
        """Open a session."""
        session = check_in_services.open_session(owner=request.user, **checked(SessionNameSerializer, request.data))
        return Response(self.get_serializer(session).data, status=status.HTTP_201_CREATED)

    def destroy(self, request, pk=None):
        """Delete a session with its check-ins and snapshots."""
        check_in_services.delete_sessions(actor=request.user, sessions=[self.get_object().pk])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=CheckInSessionSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Nobody can check in any more."""
        return Response(self.get_serializer(check_in_services.close_session(user=request.user, session=self.get_object())).data)

    @extend_schema(methods=["get"], responses=CheckInSerializer(many=True))
    @extend_schema(methods=["post"], request=IMAGE, responses={200: CheckInSerializer(many=True)})
    @action(detail=True, methods=["get", "post"], url_path="check-ins", pagination_class=None)
    def check_ins(self, request, pk=None):
        """Who came; or note who is in a picture: the answer is who is new."""
        session = self.get_object()
        if request.method == "GET":
            return Response(CheckInSerializer(session.check_ins.for_lists(), many=True).data)
        image = checked(ImageSerializer, request.data)["image"]
        entries, _ = check_in_services.check_in_photo(user=request.user, session=session, data=image)
        return Response(CheckInSerializer(entries, many=True).data)


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)
