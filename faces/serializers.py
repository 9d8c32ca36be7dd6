"""JSON forms of the gallery. Vectors and pictures of faces are in none of them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.consent import FACE_RECOGNITION
from analysis.serializers import ImageBytesField
from faces.models import NAME_LENGTH, CheckIn, CheckInSession, FaceSample, Person
from faces.services import clean_name

IMAGE_HELP = _("JPEG, PNG, WebP or HEIC, at most 15 MB and 40 megapixels.")


class NameField(serializers.CharField):
    """A name as `clean_name` makes it."""

    def __init__(self, **kwargs):
        super().__init__(max_length=NAME_LENGTH, **kwargs)

    def to_internal_value(self, data):
        try:
            return clean_name(super().to_internal_value(data))
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error


class PersonSerializer(serializers.ModelSerializer):
    is_linked = serializers.SerializerMethodField(help_text=_("Whether somebody said: this is my account."))
    has_consent = serializers.SerializerMethodField(
        help_text=_("Whether the consent is to the present text; without it they stay unknown.")
    )
    sample_count = serializers.IntegerField(default=0, read_only=True)
    page_url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Person
        fields = [
            "id", "name", "is_self", "is_linked", "is_recognisable", "has_consent", "consent_version", "consent_at",
            "sample_count", "page_url", "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"is_self": {"help_text": _("Whether it is yourself.")}}

    def get_is_linked(self, person) -> bool:
        return person.linked_user_id is not None

    def get_has_consent(self, person) -> bool:
        return person.consent_version == FACE_RECOGNITION.version


class AddPersonSerializer(serializers.Serializer):
    name = NameField()
    is_self = serializers.BooleanField(default=False, help_text=_("It is yourself."))
    has_consent = serializers.BooleanField(default=False, help_text=_("You declare to have the person's consent. Needed for anybody else."))


class ChangePersonSerializer(serializers.Serializer):
    name = NameField(required=False)
    is_recognisable = serializers.BooleanField(required=False, help_text=_("By everyone on this site; for yourself only."))


class OwnPersonSerializer(serializers.Serializer):
    """Names one of the asking person's people."""

    person = serializers.PrimaryKeyRelatedField(queryset=Person.objects.none(), help_text=_("One of your people."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        request = self.context.get("request")
        if request is not None:
            self.fields["person"].queryset = Person.objects.owned_by(request.user)


class FaceSampleSerializer(serializers.ModelSerializer):
    crop_url = serializers.CharField(read_only=True, help_text=_("The picture, for a signed-in browser."))

    class Meta:
        model = FaceSample
        fields = ["id", "person", "preset", "source", "yaw", "pitch", "sharpness", "brightness", "crop_url", "created_at", "last_used_at"]
        read_only_fields = fields


class FacePhotoSerializer(serializers.Serializer):
    image = ImageBytesField(help_text=IMAGE_HELP)
    face = serializers.IntegerField(
        required=False, min_value=0, max_value=1000, help_text=_("Which face, where there are several: 0 is the largest.")
    )


class ImageSerializer(serializers.Serializer):
    image = ImageBytesField(help_text=IMAGE_HELP)


class TwoImagesSerializer(serializers.Serializer):
    first = ImageBytesField(help_text=IMAGE_HELP)
    second = ImageBytesField(help_text=IMAGE_HELP)


class SessionNameSerializer(serializers.Serializer):
    name = NameField()


class CheckInSessionSerializer(serializers.ModelSerializer):
    class Meta:
        model = CheckInSession
        fields = ["id", "name", "created_at", "closed_at"]
        read_only_fields = fields


class CheckInSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="person.name", read_only=True)
    distance = serializers.FloatField(read_only=True)

    class Meta:
        model = CheckIn
        fields = ["id", "session", "person", "name", "distance", "snapshot_url", "created_at"]
        read_only_fields = fields
