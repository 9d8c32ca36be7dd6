"""What is wrong with captions, comments and the like, as problem documents."""

from django.core.exceptions import ValidationError
from rest_framework import serializers


class SocialErrors:
    """For API views: a text that cannot be is 400. (What may not be is 422 with its code, what is gone or not yours 404, as everywhere.)"""

    def handle_exception(self, error):
        if isinstance(error, ValidationError):
            error = serializers.ValidationError({"detail": error.messages})
        return super().handle_exception(error)
