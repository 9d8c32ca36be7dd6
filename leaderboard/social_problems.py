"""The refusals of likes, comments and bookmarks as problem documents."""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from rest_framework import serializers

from analysis.problems import Problem
from leaderboard.board_writes import Refused


class SocialErrors:
    """For API views: what is gone or not yours is 404, what may not be 422 with its code, a text that cannot be 400."""

    def handle_exception(self, error):
        if isinstance(error, ObjectDoesNotExist):
            error = Http404()
        elif isinstance(error, Refused):
            error = Problem(422, error.code, str(error))
        elif isinstance(error, ValidationError):
            error = serializers.ValidationError({"detail": error.messages})
        return super().handle_exception(error)
