"""What every page answers alike."""

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts import limits
from ml_models.runtime import Busy

SAFE = {"GET", "HEAD", "OPTIONS"}


class PatienceMiddleware:
    """A page for who sends too much, does a thing too often, comes while Eva has a queue, or for what is gone meanwhile.

    (API calls are counted by `analysis.throttles.Writes` and have problem documents of their own. Staff at work are not counted.)
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in SAFE or request.path.startswith(("/api/", f"/{settings.ADMIN_PATH}")):
            return None
        try:
            limits.spend_by(request, action="write")
        except limits.TooOften as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request, exception):
        if isinstance(exception, ObjectDoesNotExist):  # deleted while it was worked on
            raise Http404 from exception
        if isinstance(exception, limits.TooOften):
            return _later(request, 429, limits.explain(exception), exception.retry_after_s)
        if isinstance(exception, Busy):
            return _later(request, 503, _("Eva has a queue right now. Please try again in a moment."), exception.retry_after)
        return None


def _later(request, status, text, seconds):
    response = render(request, "429.html", {"text": text}, status=status)
    response["Retry-After"] = str(seconds)
    return response
