"""The page of a shared result, and the forms that share and take down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refused import Refused
from analysis.models import StyleAnalysis
from leaderboard import disguise_views, services, sharing
from leaderboard.card_views import card_address
from leaderboard.comment_views import comment_section
from leaderboard.models import SharedResult
from leaderboard.old_board import ANSWERS
from leaderboard.social_pages import explain
from leaderboard.ties import mark_ties


@require_safe
def shared(request, pk):
    results = SharedResult.objects.visible_to(request.user).select_related("owner", "analysis__photo").defer("analysis__maps")
    result = get_object_or_404(results, pk=pk)
    mark_ties(request.user, [result])
    card = request.build_absolute_uri(card_address(result, get_language()))
    context = {
        "result": result,
        "is_owner": result.owner_id == request.user.pk,
        "share": sharing.share_context(request, result, card),
        **comment_section(request, result),
    }
    return sharing.let_kakao_in(render(request, "leaderboard/shared.html", context))


@require_safe
def old_board(request):
    """What was wrong with the board before this one, and our answers."""
    return render(request, "leaderboard/old_board.html", {"answers": ANSWERS})


@login_required
@require_POST
def share(request, pk):
    look = get_object_or_404(StyleAnalysis.objects.filter(photo__owner=request.user).select_related("photo"), pk=pk)
    if disguise_views.wants_preview(request):
        return disguise_views.preview(request, look)
    disguise = {name: name in request.POST for name in ("anonymous", "blur_faces")}
    try:
        result, _is_new = services.share_result(user=request.user, analysis=look, caption=request.POST.get("caption", ""), **disguise)
    except ObjectDoesNotExist:
        raise Http404 from None
    except (Refused, ValidationError) as error:
        explain(request, error)
        return redirect(getattr(error, "address", "") or look)
    waits = _("One of us looks at it first; then it is on the board.")
    messages.success(request, waits if result.hidden else _("It is on the board. Chin up, you look the part."))
    return redirect(result)


@login_required
@require_POST
def unshare(request, pk):
    result = get_object_or_404(SharedResult.objects.removable_by(request.user).select_related("analysis"), pk=pk)
    try:
        services.unshare_result(user=request.user, result=result)
    except Refused as error:
        explain(request, error)
        return redirect(result)
    messages.success(request, _("Taken down. The photo is private again."))
    return redirect(result.analysis if result.owner_id == request.user.pk else "leaderboard:board")


@login_required
@require_POST
def edit_caption(request, pk):
    result = get_object_or_404(SharedResult.objects.editable_by(request.user), pk=pk)
    try:
        services.edit_caption(user=request.user, result=result, caption=request.POST.get("caption", ""))
    except ValidationError as error:
        explain(request, error)
    else:
        messages.success(request, _("Saved."))
    return redirect(result)
