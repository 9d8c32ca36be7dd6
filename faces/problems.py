"""What the API answers to the errors of the gallery's services."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.consent_services import ConsentRequired
from analysis.problems import Problem
from ml_models.face_analyzer import NoFace


def as_problem(error: Exception) -> Exception:
    """The error as one that the API's handler knows; others as they are."""
    if isinstance(error, ConsentRequired):
        text = _("Recognising faces needs your consent. Please read what it means and agree, on the page People.")
        return Problem(403, "consent_required", text)
    if isinstance(error, NoFace):
        return Problem(422, "no_face", _("There is no face in this picture."))
    if isinstance(error, ObjectDoesNotExist):
        return Http404()
    return error


class GalleryErrors:
    """For views of the API."""

    def handle_exception(self, error):
        return super().handle_exception(as_problem(error))
