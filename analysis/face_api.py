"""REST calls that analyse faces. Nothing of an analysed image is stored."""

import time

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import APIView

from analysis import face_services
from analysis.face_serializers import (
    MOST_IMAGES,
    FaceBatchResultSerializer,
    FaceBatchSerializer,
    FaceImageSerializer,
    FaceOptionsSerializer,
    FacesSerializer,
    ProblemSerializer,
)
from analysis.problems import problem_body
from analysis.serializers import ImageBytesField
from analysis.throttles import FacesByAddress, FacesByPerson
from ml_models.images import InvalidImage
from ml_models.runtime import Busy

PROBLEMS = {(status, "application/problem+json"): ProblemSerializer for status in (400, 401, 403, 413, 429, 503)}
_data_url = serializers.CharField(help_text="data:image/jpeg;base64,...")
_options = FaceOptionsSerializer().get_fields()


class AnalyzeFacesView(APIView):
    """Every face of one image, largest first: box, points, pose, eyes, mouth and quality. Nobody in it is an empty list."""

    throttle_classes = [FacesByPerson, FacesByAddress]

    def count_images(self, request) -> int:
        return 1

    @extend_schema(
        operation_id="faces_analyze",
        request={
            "multipart/form-data": FaceImageSerializer,
            "application/json": inline_serializer("FaceDataUrl", {"image": _data_url, **_options}),
        },
        responses={200: FacesSerializer, **PROBLEMS},
    )
    def post(self, request):
        asked = FaceImageSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        name = getattr(request.data["image"], "name", "")
        return Response({"name": name, **face_services.analyze_faces(asked.validated_data["image"], asked.validated_data)})


class AnalyzeFaceBatchView(APIView):
    """The same for up to 16 images, side by side. One bad image does not spoil the others: it has a problem where they have a result."""

    throttle_classes = [FacesByPerson, FacesByAddress]

    def count_images(self, request) -> int:
        return len(_images(request.data)) or 1

    @extend_schema(
        operation_id="faces_analyze_batch",
        request={
            "multipart/form-data": FaceBatchSerializer,
            "application/json": inline_serializer(
                "FaceDataUrls", {"images": serializers.ListField(child=_data_url, max_length=MOST_IMAGES), **_options}
            ),
        },
        responses={200: FaceBatchResultSerializer, **PROBLEMS},
    )
    def post(self, request):
        started = time.perf_counter()
        sent = _images(request.data)
        # The images themselves are read one by one below; here they only count.
        asked = FaceBatchCount(data={**_plain(request.data), "images": [""] * len(sent)})
        asked.is_valid(raise_exception=True)
        outcomes = face_services.in_parallel(lambda value: _outcome(value, asked.validated_data), sent)
        results = [{"result": outcome} if isinstance(outcome, dict) else {"problem": problem_body(outcome)} for outcome in outcomes]
        return Response({"results": results, "elapsed_ms": round(1000 * (time.perf_counter() - started), 2)})


class FaceBatchCount(FaceBatchSerializer):
    images = serializers.ListField(child=serializers.CharField(allow_blank=True), min_length=1, max_length=MOST_IMAGES)


def _images(data) -> list:
    sent = data.getlist("images") if hasattr(data, "getlist") else data.get("images") if isinstance(data, dict) else None
    return sent if isinstance(sent, list) else []


def _plain(data) -> dict:
    return data.dict() if hasattr(data, "dict") else data if isinstance(data, dict) else {}


def _outcome(value, options) -> dict | Exception:
    """The analysis, or the error that a person is told about; in the request's own thread, which knows their language."""
    try:
        return {"name": getattr(value, "name", ""), **face_services.analyze_faces(ImageBytesField().run_validation(value), options)}
    except (APIException, InvalidImage, Busy) as error:
        return error
