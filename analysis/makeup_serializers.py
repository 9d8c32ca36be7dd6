"""JSON forms of make-up looks."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts import plain_text
from analysis.models import MakeupLook
from analysis.serializers import NumberField
from ml_models import effects as makeup


class MakeupLookSerializer(serializers.ModelSerializer):
    effects = serializers.ListField(
        child=serializers.DictField(), help_text=gettext_lazy("Effects by name with their parameters, as the live socket takes them.")
    )
    strength = NumberField(min_value=0, max_value=1, default=1)
    page_url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = MakeupLook
        fields = ["id", "name", "effects", "strength", "is_shared", "page_url", "created_at"]

    def validate_name(self, value):
        """It is shown to whoever opens the link."""
        name = plain_text.clean_line(value)
        if not name:
            self.fields["name"].fail("blank")
        return name

    def validate_effects(self, value):
        try:
            makeup.parse(value)
        except makeup.InvalidEffect as error:
            raise serializers.ValidationError(_(str(error))) from error
        return value
