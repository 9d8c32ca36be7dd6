"""What every page answers alike."""

from django.shortcuts import render

from accounts import limits


class TooOftenMiddleware:
    """A page for who does a thing too often (API calls have a problem document of their own)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, limits.TooOften):
            return None
        response = render(request, "429.html", {"text": limits.explain(exception)}, status=429)
        response["Retry-After"] = str(exception.retry_after_s)
        return response
