"""JSON forms of photos and analyses."""

import base64
import math
import re

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analysis import styles
from analysis.models import Photo, StyleAnalysis
from ml_models import images

DATA_URL = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)


def checked(serializer_class, data, **context) -> dict:
    """The values of a request. Raises DRF's ValidationError."""
    serializer = serializer_class(data=data, context=context)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


class NumberField(serializers.FloatField):
    """A float that is a number: NaN would slip through minimum and maximum, and `true` would be 1."""

    default_error_messages = {"nan": _("A number is wanted.")}

    def to_internal_value(self, value):
        number = super().to_internal_value(value)
        if math.isnan(number) or isinstance(value, bool):
            self.fail("nan")
        return number


@extend_schema_field(OpenApiTypes.BINARY)
class ImageBytesField(serializers.Field):
    """A picture as a file of a multipart form, or as a base64 data URL in JSON; internally its bytes."""

    default_error_messages = {"form": _("Send a file, or a data URL: data:image/jpeg;base64,...")}

    def to_internal_value(self, value) -> bytes:
        if isinstance(value, UploadedFile):
            return images.read_capped(value)
        prefix = DATA_URL.match(value) if isinstance(value, str) else None
        if prefix is None:
            self.fail("form")
        try:
            return base64.b64decode(value[prefix.end() :], validate=True)
        except ValueError:
            self.fail("form")


class PhotoUploadSerializer(serializers.Serializer):
    image = ImageBytesField(help_text=_("JPEG, PNG, WebP or HEIC, at most 15 MB and 40 megapixels."))


class PhotoSerializer(serializers.ModelSerializer):
    url = serializers.CharField(source="url_full", read_only=True)
    thumbnail_url = serializers.CharField(source="url_thumb", read_only=True)

    class Meta:
        model = Photo
        fields = ["id", "url", "thumbnail_url", "width", "height", "is_public", "created_at"]


class StyleAnalysisRequestSerializer(serializers.Serializer):
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
        return values


class HeatmapSerializer(serializers.Serializer):
    style = serializers.CharField()
    score = serializers.FloatField()
    heatmap_url = serializers.CharField()


class StyleAnalysisSerializer(serializers.ModelSerializer):
    style = serializers.CharField(source="label", read_only=True, help_text=_("The best class of the preset."))
    style_name = serializers.SerializerMethodField()
    heatmap_url = serializers.SerializerMethodField(help_text=_("An RGBA overlay of the photo's aspect."))
    top = serializers.SerializerMethodField()
    probabilities = serializers.DictField(child=serializers.FloatField(), read_only=True)
    page_url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = StyleAnalysis
        fields = [
            "id", "photo", "preset", "verdict", "reason", "style", "style_name", "score", "probabilities",
            "top", "heatmap_url", "regions", "elapsed_ms", "page_url", "created_at",
        ]  # fmt: skip

    def get_style_name(self, analysis) -> str:
        return str(styles.get(analysis.label).name)

    def get_heatmap_url(self, analysis) -> str:
        return analysis.top[0]["heatmap_url"]

    @extend_schema_field(HeatmapSerializer(many=True))
    def get_top(self, analysis):
        return [{"style": entry["style"].key, "score": entry["score"], "heatmap_url": entry["heatmap_url"]} for entry in analysis.top]
