"""The refusals of shared results, likes, comments and bookmarks as problem documents."""

from django.core.exceptions import ValidationError
from rest_framework import serializers

from analysis.problems import Problem
from leaderboard.board_writes import Refused


class SocialErrors:
    """For API views: what may not be is 422 with its code, a text that cannot be 400. (What is gone or not yours is 404 in all of them.)"""

    def handle_exception(self, error):
        if isinstance(error, Refused):
            error = Problem(422, error.code, str(error))
        elif isinstance(error, ValidationError):
            error = serializers.ValidationError({"detail": error.messages})
        return super().handle_exception(error)
