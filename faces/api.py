"""REST calls for the gallery. A person reaches their own only; anything else is not there."""

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import require_consent
from analysis.pagination import NewestFirst
from analysis.serializers import checked
from analysis.throttles import FacesByAddress, FacesByPerson
from faces import choosing, sample_services, services
from faces.models import FaceSample, Person
from faces.problems import GalleryErrors
from faces.serializers import (
    AddPersonSerializer,
    ChangePersonSerializer,
    FacePhotoSerializer,
    FaceSampleSerializer,
    OwnPersonSerializer,
    PersonSerializer,
)

_data_url = serializers.CharField(help_text="data:image/jpeg;base64,...")
_face = serializers.IntegerField(required=False, min_value=0, max_value=1000)
_looks_like = inline_serializer(
    "LooksLike", {"person": serializers.UUIDField(), "name": serializers.CharField(), "distance": serializers.FloatField()}
)
Enrolled = inline_serializer("EnrolledSample", {"sample": FaceSampleSerializer(), "looks_like": _looks_like})
FACE_PHOTO = {
    "multipart/form-data": FacePhotoSerializer,
    "application/json": inline_serializer("FacePhotoDataUrl", {"image": _data_url, "face": _face}),
}


class PersonViewSet(GalleryErrors, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The people of your gallery."""

    queryset = Person.objects.with_counts()
    serializer_class = PersonSerializer
    pagination_class = NewestFirst
    reads_faces = {"samples", "corrections"}

    def get_throttles(self):
        if self.request.method == "POST" and self.action in self.reads_faces:
            return [FacesByPerson(), FacesByAddress()]
        return super().get_throttles()

    def count_images(self, request) -> int:
        return 1

    def get_queryset(self):
        return super().get_queryset().owned_by(self.request.user)

    def _answer(self, person, code=status.HTTP_200_OK):
        return Response(self.get_serializer(self.get_queryset().get(pk=person.pk)).data, status=code)

    @extend_schema(request=AddPersonSerializer, responses={201: PersonSerializer})
    def create(self, request):
        """Add yourself, or somebody whose consent you have."""
        person = services.add_person(owner=request.user, **checked(AddPersonSerializer, request.data))
        return self._answer(person, status.HTTP_201_CREATED)

    @extend_schema(request=ChangePersonSerializer, responses=PersonSerializer)
    def partial_update(self, request, pk=None):
        """Rename a person; let everyone on this site recognise yourself, or not."""
        person, values = self.get_object(), checked(ChangePersonSerializer, request.data)
        if "is_recognisable" in values:
            services.set_recognisable(user=request.user, person=person, shown=values["is_recognisable"])
        if "name" in values:
            services.rename_person(user=request.user, person=person, name=values["name"])
        return self._answer(person)

    def destroy(self, request, pk=None):
        """Delete a person with samples, corrections and check-ins."""
        services.delete_people(actor=request.user, people=[self.get_object().pk])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=OwnPersonSerializer, responses=PersonSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request, pk=None):
        """Make another of your people part of this one."""
        other = checked(OwnPersonSerializer, request.data, request=request)["person"]
        return self._answer(services.merge_people(user=request.user, person=self.get_object(), other=other))

    @extend_schema(methods=["get"], responses=FaceSampleSerializer(many=True))
    @extend_schema(methods=["post"], request=FACE_PHOTO, responses={201: Enrolled})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def samples(self, request, pk=None):
        """The person's samples, without vectors; or one more, from a picture."""
        person = self.get_object()
        if request.method == "GET":
            return Response(FaceSampleSerializer(person.samples.defer("embedding"), many=True).data)
        require_consent(request.user, FACE_RECOGNITION)
        values = checked(FacePhotoSerializer, request.data)
        face = choosing.choose_face(values["image"], values.get("face"))
        enrolled = sample_services.enroll_sample(
            user=request.user, person=person, crop=face.crop, facts=face.facts, source=FaceSample.Source.API
        )
        twin = enrolled.twin
        looks_like = {"person": twin.person.pk, "name": twin.name, "distance": round(twin.distance, 4)} if twin else None
        body = {"sample": FaceSampleSerializer(enrolled.sample).data, "looks_like": looks_like}
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(request=FACE_PHOTO, responses={204: None})
    @action(detail=True, methods=["post"])
    def corrections(self, request, pk=None):
        """Say: the face in this picture is not this person."""
        person = self.get_object()
        require_consent(request.user, FACE_RECOGNITION)
        values = checked(FacePhotoSerializer, request.data)
        face = choosing.choose_face(values["image"], values.get("face"))
        sample_services.correct(user=request.user, person=person, crop=face.crop)
        return Response(status=status.HTTP_204_NO_CONTENT)


class FaceSampleViewSet(GalleryErrors, viewsets.GenericViewSet):
    """Samples of your people's faces."""

    queryset = FaceSample.objects.defer("embedding")
    serializer_class = FaceSampleSerializer

    def get_queryset(self):
        return super().get_queryset().owned_by(self.request.user)

    def destroy(self, request, pk=None):
        """Delete a sample, its picture and its embedding."""
        sample_services.delete_samples(actor=request.user, samples=[self.get_object().pk])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=OwnPersonSerializer, responses=FaceSampleSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request, pk=None):
        """Put a wrong label right: the sample becomes another of your people's."""
        person = checked(OwnPersonSerializer, request.data, request=request)["person"]
        return Response(self.get_serializer(sample_services.move_sample(user=request.user, sample=self.get_object(), person=person)).data)
