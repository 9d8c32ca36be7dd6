"""What is answered where something of ours failed: 503 while the database is away, 507 where the disk is full, else 500."""

import sys

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from analysis.problems import Problem, outage, problem_response


def handle_error(request):
    """Django's handler500: called while the error is handled, and never asks the database itself."""
    error = outage(sys.exc_info()[1])
    if request.path.startswith("/api/"):
        return problem_response(
            error or Problem(500, "internal_error", _("Something broke on our side, and it has been noted. Please try again in a moment."))
        )
    status = error.status_code if error else 500
    response = render(None, "503.html" if error else "500.html", {"full": status == 507}, status=status)
    if error and error.wait:
        response["Retry-After"] = str(error.wait)
    return response


@csrf_exempt
def no_such_call(request):
    """Whatever the API has not. An address without its last slash leads to the one with it, what was sent included."""
    if not request.path_info.endswith("/"):
        try:
            if resolve(f"{request.path_info}/").func is not no_such_call:
                return HttpResponse(status=308, headers={"Location": request.get_full_path(force_append_slash=True)})
        except Resolver404:
            pass
    return problem_response(Http404())
