"""What pages have in common: consent comes first, and refusals become sentences."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import ConsentRequired
from accounts.models import Consent
from accounts.refused import Refused
from faces.crops import InvalidCrop
from ml_models.face_analyzer import NoFace
from ml_models.images import InvalidImage
from ml_models.runtime import Busy


def sentence(error: Exception) -> str:
    """What a person is told about one of EXPLAINED."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, InvalidImage):
        return _(str(error))
    if isinstance(error, NoFace):
        return _("There is no face in this picture.")
    if isinstance(error, InvalidCrop):
        return _("This page was open for too long. Please choose the picture again.")
    if isinstance(error, Busy):
        return _("Eva has a queue right now. Please try again in a moment.")
    return str(error)


EXPLAINED = (ValidationError, InvalidImage, NoFace, InvalidCrop, Busy, Refused)


def ask_consent(request):
    return redirect(f"{reverse('faces:consent')}?{urlencode({'next': request.get_full_path() if request.method == 'GET' else ''})}")


def consented(view):
    """For pages that only those reach who agreed to the present text; others are shown the text first."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not Consent.objects.is_given(request.user, FACE_RECOGNITION):
            return ask_consent(request)
        return _explaining(view, request, args, kwargs)

    return guarded


def explained(view):
    """For forms that need no consent, such as deleting."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        return _explaining(view, request, args, kwargs)

    return guarded


def _explaining(view, request, args, kwargs):
    """The view's answer; after a refusal, the page from which the form came, with the reason."""
    try:
        return view(request, *args, **kwargs)
    except ConsentRequired:
        return ask_consent(request)
    except ObjectDoesNotExist:
        raise Http404 from None
    except EXPLAINED as error:
        messages.error(request, sentence(error))
        return redirect(_back(request, kwargs))


def _back(request, kwargs) -> str:
    name = request.resolver_match.url_name
    if name.startswith("check-in") and "pk" in kwargs:
        return reverse("faces:check-in", args=[kwargs["pk"]])
    if name in {"rename", "merge", "declare-consent", "show", "add-photos", "add-crops"}:
        return reverse("faces:person", args=[kwargs["pk"]])
    return reverse({"check-ins": "faces:check-ins", "identify": "faces:identify", "verify": "faces:verify"}.get(name, "faces:people"))
