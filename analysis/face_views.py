"""Pages about faces: the selfie page and the one for developers."""

import base64
import json

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from analysis import face_docs, face_services, face_words
from analysis.forms import PhotoForm
from ml_models.images import InvalidImage
from ml_models.runtime import Busy

FACT_LABELS = [
    ("head", gettext_lazy("Head")),
    ("eyes", gettext_lazy("Eyes")),
    ("mouth", gettext_lazy("Mouth")),
    ("size", gettext_lazy("Size")),
    ("quality", gettext_lazy("Picture")),
    ("certainty", gettext_lazy("Certainty")),
]


@require_http_methods(["GET", "HEAD", "POST"])
def faces(request):
    """Take a selfie and see what can be measured in it; POST measures a photo without scripts. A stranger reads what it does."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path) if request.method == "POST" else render(request, "analysis/faces.html")
    form, status = PhotoForm(request.POST or None, request.FILES or None), 200
    if form.is_valid():
        limits.spend(user=request.user, action="faces")
        try:
            return render(request, "analysis/faces_measured.html", _measured(*face_services.measure_photo(form.cleaned_data["image"])))
        except InvalidImage as error:
            form.add_error("image", _(str(error)))
        except Busy:
            form.add_error(None, _("Eva has a queue right now. Please try again in a moment."))
            status = 503
    response = render(request, "analysis/faces.html", {"fact_labels": FACT_LABELS, "form": form}, status=status)
    if status == 503:
        response["Retry-After"] = Busy.retry_after
    return response


def _measured(analysis: dict, picture: bytes) -> dict:
    """What the page shows of `analysis.face_json.faces_json`. The picture is in the page itself: the server keeps nothing."""
    number = analysis["face_count"]
    return {
        "analysis": analysis,
        "alt": _("The photo with {n} marked faces").format(n=number),
        "picture": "data:image/jpeg;base64," + base64.b64encode(picture).decode(),
        "said": face_words.summary(number, analysis["elapsed_ms"]["total"]),
        "faces": [_shown(face, index) for index, face in enumerate(analysis["faces"], 1)],
        "json": json.dumps(analysis, indent=1),
    }


def _shown(face: dict, number: int) -> dict:
    described = face_words.describe(face)
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in face["landmarks"])
    facts = [(key, label, *described[key]) for key, label in FACT_LABELS]
    sizes = {"dot": face["eye_distance"] / 20, "letter": face["box"]["height"] / 3}  # in the photo's pixels
    return {"title": _("Face {n}").format(n=number), "box": face["box"], "dots": dots, "facts": facts, **sizes}


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
