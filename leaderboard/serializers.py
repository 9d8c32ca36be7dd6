"""JSON forms of shared results, and the board's query."""

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from analysis.models import StyleAnalysis
from leaderboard import captions, periods, rankings
from leaderboard.models import SharedResult


def _rankings_in_words() -> str:
    return ", ".join(f"{ranking.key} ({ranking.name})" for ranking in rankings.RANKINGS)


class BoardQuerySerializer(serializers.Serializer):
    style = serializers.CharField(default="", allow_blank=True, max_length=60, help_text=_("A style's key; every style without it."))
    period = serializers.ChoiceField(
        [(period.key, period.name) for period in periods.PERIODS],
        default=periods.DEFAULT,
        help_text=_("today (since midnight), week (the last 7 days), month (the last 30), all"),
    )

    ranking = serializers.ChoiceField(
        [(ranking.key, ranking.about) for ranking in rankings.RANKINGS],
        default=rankings.DEFAULT,
        help_text=lazy(_rankings_in_words, str)(),
    )


class OwnerQuerySerializer(serializers.Serializer):
    owner = serializers.CharField(default="", allow_blank=True, max_length=30, help_text=_("A username."))


class CaptionSerializer(serializers.Serializer):
    caption = serializers.CharField(allow_blank=True, help_text=_("One line of plain text, at most 200 characters."))

    def validate_caption(self, text) -> str:
        return captions.clean(text)


class DisguiseSerializer(serializers.Serializer):
    anonymous = serializers.BooleanField(required=False, help_text=_("Without your name and picture."))
    blur_faces = serializers.BooleanField(required=False, help_text=_("Everybody but you sees the photo with blurred faces."))


class EditSerializer(DisguiseSerializer, CaptionSerializer):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["caption"].required = False


class ShareSerializer(EditSerializer):
    analysis = serializers.PrimaryKeyRelatedField(queryset=StyleAnalysis.objects.none(), help_text=_("One of your style analyses."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        request = self.context.get("request")
        if request is not None:
            self.fields["analysis"].queryset = StyleAnalysis.objects.filter(photo__owner=request.user.pk)


class SharedResultSerializer(serializers.ModelSerializer):
    owner = serializers.CharField(
        source="shown_owner.username", read_only=True, allow_null=True, help_text=_("A username; null where it is anonymous.")
    )
    owner_name = serializers.CharField(source="shown_owner.name", read_only=True, allow_null=True)
    faces_blurred = serializers.BooleanField(source="photo.is_blurred", read_only=True)
    style = serializers.CharField(source="label", read_only=True)
    style_name = serializers.CharField(source="style.name", read_only=True)
    photo_url = serializers.CharField(source="photo.url_full", read_only=True)
    thumbnail_url = serializers.CharField(source="photo.url_thumb", read_only=True)
    page_url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = SharedResult
        fields = [
            "id", "analysis", "owner", "owner_name", "style", "style_name", "score", "caption",
            "anonymous", "faces_blurred", "hidden", "like_count", "comment_count", "photo_url", "thumbnail_url", "page_url", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class EntrySerializer(serializers.Serializer):
    rank = serializers.IntegerField(allow_null=True, help_text=_("1 is the best; null where the order is no contest."))
    value = serializers.FloatField(allow_null=True, help_text=_("What the ranking orders by."))
    shown = serializers.CharField(help_text=_("The value in words."))
    result = SharedResultSerializer()
