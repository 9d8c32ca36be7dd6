"""The forms of hearts and bookmarks, for pages without scripts."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_POST

from accounts.refused import Refused
from leaderboard import bookmark_services, like_services
from leaderboard.social_pages import explain, go_back, result_of


@login_required
@require_POST
def like(request, pk):
    """`wanted`: 1 to like it, 0 to take that back. Sent twice, it is done once."""
    result = result_of(request, pk)
    change = like_services.like_result if request.POST.get("wanted") == "1" else like_services.unlike_result
    try:
        change(user=request.user, result=result)
    except Refused as error:
        explain(request, error)
    return go_back(request, result)


@login_required
@require_POST
def keep(request, pk):
    """`wanted`: 1 to keep it, 0 to keep it no longer. Sent twice, it is done once."""
    if request.POST.get("wanted") != "1":  # what is gone can be given up too
        bookmark_services.unkeep_result(user=request.user, result_id=pk)
        return go_back(request, "leaderboard:kept")
    result = result_of(request, pk)
    bookmark_services.keep_result(user=request.user, result=result)
    return go_back(request, result)
