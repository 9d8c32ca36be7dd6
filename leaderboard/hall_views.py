"""The page of the hall of fame."""

from itertools import groupby

from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from leaderboard import boards, rankings
from leaderboard.models import SharedResult, WeekPlace
from leaderboard.ties import mark_ties

WEEKS = 8  # a page


@require_safe
def hall(request):
    style = boards.known_style(request.GET.get("style", ""))
    places = WeekPlace.objects.filter(label=style)
    before = _day(request.GET.get("before", ""))
    if before:
        places = places.filter(week__lt=before)
    weeks = list(places.order_by("-week").values_list("week", flat=True).distinct()[: WEEKS + 1])
    results = SharedResult.objects.with_pictures().visible()
    if request.user.is_authenticated:
        results = results.heard_by(request.user)
    rows = list(places.filter(week__in=weeks[:WEEKS]).order_by("-week", "place"))
    looks = results.in_bulk([place.result_id for place in rows])
    mark_ties(request.user, looks.values())
    shown = [(place, looks[place.result_id]) for place in rows if place.result_id in looks]
    context = {
        "styles": boards.board_styles(),
        "style": style,
        "weeks": [(week, [_line(*line) for line in lines]) for week, lines in groupby(shown, key=lambda line: line[0].week)],
        "earlier": weeks[WEEKS - 1] if len(weeks) > WEEKS else None,
    }
    return render(request, "leaderboard/hall.html", context)


def _line(place, result) -> dict:
    return {"place": place, "result": result, "shown": rankings.in_words(place.ranking, place.value)}


def _day(text):
    try:
        return parse_date(text)
    except ValueError:
        return None
