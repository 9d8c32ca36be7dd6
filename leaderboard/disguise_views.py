"""Forms of sharing without a name or without faces. Blurred faces are looked at before anything is published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import limits
from accounts.refused import Refused
from analysis import blur_services
from leaderboard import disguise_services
from leaderboard.models import SharedResult
from leaderboard.social_pages import explain
from ml_models.face_analyzer import NoFace
from ml_models.runtime import Busy


def wants_preview(request) -> bool:
    """Whether the form that shares asks for blurred faces and its sender has not seen the outcome yet."""
    return "blur_faces" in request.POST and "seen" not in request.POST


def preview(request, look):
    """The photo with blurred faces, and the question whether to publish it like that; or that no face was found."""
    limits.spend(user=request.user, action="preview")
    try:
        heads = blur_services.blur_faces(photo=look.photo).heads
    except NoFace:
        heads = 0
    except Busy:
        messages.error(request, _("Eva has a queue right now. Please try again in a moment."))
        return redirect(look)
    context = {"look": look, "heads": heads, "caption": request.POST.get("caption", ""), "anonymous": "anonymous" in request.POST}
    return render(request, "leaderboard/share_preview.html", context)


@login_required
@require_POST
def disguise(request, pk):
    """`anonymous` and `blur_faces`, checked or not, for a result of one's own."""
    result = get_object_or_404(SharedResult.objects.editable_by(request.user), pk=pk)
    wishes = {name: name in request.POST for name in ("anonymous", "blur_faces")}
    try:
        disguise_services.change_disguise(user=request.user, result=result, **wishes)
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as error:
        explain(request, error)
    except Busy:
        messages.error(request, _("Eva has a queue right now. Please try again in a moment."))
    else:
        messages.success(request, _("Saved."))
    return redirect(result)
