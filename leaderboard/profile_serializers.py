"""JSON forms of people on the board."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from leaderboard import profile_services
from leaderboard.models import Profile, Silence


class StyleCountSerializer(serializers.Serializer):
    name = serializers.CharField()
    total = serializers.IntegerField()
    counts = serializers.ListField(child=serializers.IntegerField(), help_text=_("For each of `months`."))


class StatisticsSerializer(serializers.Serializer):
    months = serializers.ListField(child=serializers.DateField(), help_text=_("The first days of the months, oldest first."))
    series = StyleCountSerializer(many=True)


class ProfileSerializer(serializers.Serializer):
    username = serializers.CharField(source="person.username")
    name = serializers.CharField(source="person.name")
    avatar_url = serializers.CharField(source="person.avatar_url", help_text=_("Empty without one."))
    page_url = serializers.CharField(source="person.get_absolute_url")
    joined_at = serializers.DateTimeField(source="person.date_joined")
    follower_count = serializers.IntegerField(source="profile.follower_count")
    following_count = serializers.IntegerField(source="profile.following_count")
    is_followed = serializers.BooleanField(source="person.is_followed", help_text=_("Whether you follow them."))
    is_muted = serializers.BooleanField()
    styles = StatisticsSerializer(source="statistics", allow_null=True, help_text=_("Null where you may not see it."))


class TieSerializer(serializers.Serializer):
    username = serializers.CharField(source="person.username")
    name = serializers.CharField(source="person.name")
    avatar_url = serializers.CharField(source="person.avatar_url")
    since = serializers.DateTimeField()


class SilenceSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(Silence.Kind.choices)


class AudienceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Profile
        fields = profile_services.AUDIENCES
