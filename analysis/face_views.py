"""Pages about faces: the selfie page and the one for developers."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from analysis import face_docs

FACT_LABELS = [
    ("head", _("Head")),
    ("eyes", _("Eyes")),
    ("mouth", _("Mouth")),
    ("size", _("Size")),
    ("quality", _("Picture")),
    ("certainty", _("Certainty")),
]


@require_safe
def faces(request):
    """Take a selfie and see what can be measured in it. A stranger reads what it does, and where to sign in."""
    return render(request, "analysis/faces.html", {"fact_labels": FACT_LABELS})


@require_safe
def developers(request):
    """How to call the face API from a program, and a place to try it."""
    context = {
        "site": request.build_absolute_uri("/").rstrip("/"),
        "parameters": face_docs.parameters(),
        "errors": face_docs.ERRORS,
        "old_fields": face_docs.OLD_FIELDS,
    }
    return render(request, "analysis/developers.html", context)
