"""Pages of the rankings: the board, and the lines around one's own."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from rest_framework.exceptions import NotFound

from analysis.pagination import paginate
from leaderboard import boards, rankings
from leaderboard.pagination import RankedPagination
from leaderboard.periods import PERIODS
from leaderboard.serializers import BoardQuerySerializer
from leaderboard.ties import mark_ties


@require_safe
def board(request):
    query = BoardQuerySerializer(data=request.GET)
    if not query.is_valid():
        return redirect("leaderboard:board")
    chosen, ranking, results = _asked(request, query.validated_data)
    try:
        entries, next_url, previous_url = paginate(results, request, partial(RankedPagination, ranking, request.user))
    except NotFound:
        return redirect(f"{request.path}?{urlencode(query.validated_data)}")
    mark_ties(request.user, [entry.result for entry in entries])
    own = ranking.own_entry(results, request.user)
    return render(
        request, "leaderboard/board.html", {**chosen, "entries": entries, "next_url": next_url, "previous_url": previous_url, "own": own}
    )


@login_required
@require_safe
def near(request):
    """One's own best result, a few lines above and a few below it."""
    query = BoardQuerySerializer(data=request.GET)
    if not query.is_valid():
        return redirect("leaderboard:near")
    chosen, ranking, results = _asked(request, query.validated_data)
    own = ranking.own_entry(results, request.user)
    entries = ranking.around(results, own) if own else []
    mark_ties(request.user, [entry.result for entry in entries])
    return render(request, "leaderboard/near.html", {**chosen, "entries": entries, "own": own})


def _asked(request, query: dict) -> tuple:
    """What the filters show; the ranking; the results."""
    chosen = {
        "styles": boards.board_styles(),
        "style": query["style"],
        "periods": PERIODS,
        "period": query["period"],
        "rankings": rankings.RANKINGS,
        "ranking": rankings.get(query["ranking"]),
        "query": urlencode({name: value for name, value in query.items() if value}),
    }
    return chosen, chosen["ranking"], boards.results(request.user, query["style"], query["period"])
