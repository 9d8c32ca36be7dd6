"""RFC 9457 problem documents: every error of the API in one shape, with a stable `code`."""

import errno
from http import HTTPStatus

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.views import set_rollback

from accounts import limits
from accounts.refused import Refused
from ml_models.face_analyzer import NoFace
from ml_models.images import InvalidImage
from ml_models.runtime import Busy

OUTAGE_S = 5  # after which a client asks again
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Problem(exceptions.APIException):
    """An error with a code of our own."""

    def __init__(self, status_code: int, code: str, detail: str, retry_after: int | None = None):
        super().__init__(detail, code)
        self.status_code = status_code
        self.wait = retry_after


def _as_api_exception(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, InvalidImage):
        too_large = error.reason == "too_many_bytes"
        return Problem(413 if too_large else 400, "too_large" if too_large else "invalid_image", _(str(error)))
    if isinstance(error, NoFace):
        return Problem(422, "no_face", _no_face(error.which))
    if isinstance(error, Refused):
        return Problem(422, error.code, str(error))
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "too_large", _("The request is larger than the server takes. Please send less at once."))
    if isinstance(error, Busy):
        return Problem(503, "busy", _("Eva has a queue right now. Please try again in a moment."), error.retry_after)
    if isinstance(error, limits.TooOften):
        return Problem(429, "throttled", limits.explain(error), error.retry_after_s)
    if away := outage(error):
        return away
    if isinstance(error, Http404 | ObjectDoesNotExist):  # the latter was deleted while it was worked on
        return exceptions.NotFound()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return None


def outage(error: BaseException | None) -> Problem | None:
    """The problem of what failed for a while and is nobody's fault: the database away, the disk full."""
    if isinstance(error, OperationalError | InterfaceError):
        return Problem(503, "unavailable", _("Eva has lost her notebook for a moment. Please try again shortly."), OUTAGE_S)
    if isinstance(error, OSError) and error.errno in FULL:
        return Problem(507, "no_space", _("The server has no room for this right now. Please try again later."))
    return None


def _no_face(which):
    if which == "reference":
        return _("I see no face in the reference. Please send a portrait whose make-up can be seen.")
    if which == "chosen":
        return _("The photo has fewer faces than that. They are counted from 0, the largest.")
    return _("I see no face in the photo. Try one with more light, or come a little closer.")


def problem_body(error: Exception) -> dict | None:
    """The problem document of an error, or None for one that is not foreseen."""
    error = _as_api_exception(error)
    if error is None:
        return None
    codes = error.get_codes()
    body = {
        "type": "about:blank",
        "title": HTTPStatus(error.status_code).phrase,
        "status": error.status_code,
        "code": codes if isinstance(codes, str) else "invalid",
        "detail": str(error.detail) if isinstance(codes, str) else _("Some fields need another value."),
    }
    if isinstance(error.detail, dict):
        body["errors"] = error.detail
    return body


def problem_response(error: Exception, context: dict | None = None) -> JsonResponse | None:
    """DRF's exception handler. Unknown errors are left to Django, which answers 500 and logs them.

    A problem is JSON, whatever else the view renders.
    """
    error = _as_api_exception(error)
    if error is None:
        return None
    set_rollback()
    response = JsonResponse(problem_body(error), status=error.status_code, content_type="application/problem+json")
    if getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None) is not None:
        response["Retry-After"] = str(max(1, round(error.wait)))
    return response
