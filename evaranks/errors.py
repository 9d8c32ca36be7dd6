"""What is answered where something of ours failed: 503 while the database is away, 507 where the disk is full, else 500."""

import sys

from django.http import JsonResponse
from django.shortcuts import render

from analysis.problems import outage, problem_body


def handle_error(request):
    """Django's handler500: called while the error is handled, and never asks the database itself."""
    error = outage(sys.exc_info()[1])
    status = error.status_code if error else 500
    if error and request.path.startswith("/api/"):
        response = JsonResponse(problem_body(error), status=status, content_type="application/problem+json")
    else:
        response = render(None, "503.html" if error else "500.html", {"full": status == 507}, status=status)
    if error and error.wait:
        response["Retry-After"] = str(error.wait)
    return response
