"""JSON forms of beautifications."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from analysis.beautify_services import Wish
from analysis.face_serializers import FaceBoxSerializer
from analysis.models import Beautification, Photo
from analysis.serializers import ImageBytesField, NumberField
from ml_models import beautifier
from ml_models.effects.looks import LOOKS


class WishSerializer(serializers.Serializer):
    """A look or a reference, how strong, on which parts and faces."""

    look = serializers.ChoiceField(sorted(LOOKS), required=False, help_text=_("A built-in look; or send a reference instead."))
    reference = ImageBytesField(required=False, help_text=_("A portrait whose make-up is carried over: JPEG, PNG, WebP or HEIC."))
    strength = NumberField(default=1.0, min_value=0, max_value=1, help_text=_("0 leaves the picture as it is."))
    parts = serializers.ListField(
        child=serializers.ChoiceField(list(beautifier.PARTS)),
        default=list(beautifier.PARTS),
        allow_empty=False,
        max_length=len(beautifier.PARTS),
        help_text=_("Where make-up is carried over; default: everywhere."),
    )
    faces = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=beautifier.MOST_FACES - 1),
        required=False,
        allow_empty=False,
        max_length=beautifier.MOST_FACES,
        help_text=_("Which faces, counted from 0, the largest; default: all."),
    )

    def validate(self, values):
        if ("look" in values) == ("reference" in values):
            raise serializers.ValidationError(_("Send either a look or a reference."))
        return values

    def wish(self) -> Wish:
        values = self.validated_data
        parts = tuple(part for part in beautifier.PARTS if part in values["parts"])
        faces = tuple(sorted(set(values["faces"]))) if "faces" in values else None
        return Wish(values.get("look", ""), values.get("reference"), values["strength"], parts, faces)


class PreviewRequestSerializer(WishSerializer):
    image = ImageBytesField(help_text=_("JPEG, PNG, WebP or HEIC, at most 15 MB and 40 megapixels."))
    mark = serializers.BooleanField(default=False, help_text=_("Also write in visible words that it was edited."))
    max_side = serializers.IntegerField(
        default=1280, min_value=128, max_value=2048, help_text=_("The answer's longer side, in pixels, at most.")
    )


class BeautificationRequestSerializer(WishSerializer):
    image = ImageBytesField(required=False, help_text=_("A new picture; or name a photo instead."))
    photo = serializers.PrimaryKeyRelatedField(queryset=Photo.objects.none(), required=False, help_text=_("One of your photos."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            self.fields["photo"].queryset = Photo.objects.filter(owner=request.user)

    def validate(self, values):
        if ("image" in values) == ("photo" in values):
            raise serializers.ValidationError(_("Send either an image or a photo."))
        return super().validate(values)


class MadeUpFaceSerializer(serializers.Serializer):
    box = FaceBoxSerializer()
    made_up = serializers.BooleanField()


class BeautificationSerializer(serializers.ModelSerializer):
    before_url = serializers.CharField(source="photo.url_full", read_only=True)
    after_url = serializers.CharField(source="url_full", read_only=True)
    thumbnail_url = serializers.CharField(source="url_thumb", read_only=True)
    page_url = serializers.CharField(source="get_absolute_url", read_only=True)
    faces = MadeUpFaceSerializer(many=True, read_only=True, help_text=_("Every face found, largest first."))
    ai_edited = serializers.SerializerMethodField(help_text=_("Always true; the file says it too (IPTC digital source type)."))

    class Meta:
        model = Beautification
        fields = [
            "id", "photo", "look", "reference", "strength", "parts", "faces", "before_url", "after_url", "thumbnail_url",
            "width", "height", "preset", "elapsed_ms", "ai_edited", "is_shared", "page_url", "created_at",
        ]  # fmt: skip
        read_only_fields = [name for name in fields if name != "is_shared"]

    def get_ai_edited(self, beautification) -> bool:
        return True
