"""Pages of the battles: a pair to judge, its two pictures, and what comes out after the choice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.refused import Refused
from analysis import styles
from leaderboard import battle_services, battle_tokens
from leaderboard.battle_reveal import reveal
from leaderboard.boards import board_styles, known_style
from leaderboard.models import BattleVote


@require_http_methods(["GET", "HEAD", "POST"])
def battle(request):
    """Without a script, too: the pair is a form, its two pictures are buttons."""
    style = known_style(request.GET.get("style", ""))
    context = {"styles": board_styles(), "style": style}
    if not request.user.is_authenticated:
        return render(request, "leaderboard/battle_landing.html", context)
    if request.method == "POST":
        return _vote(request, style)
    context["battle"] = battle_services.next_pair(user=request.user, label=style)
    return render(request, "leaderboard/battle.html", context)


def _vote(request, style):
    again = redirect(f"{reverse('leaderboard:battle')}?{urlencode({'style': style})}" if style else "leaderboard:battle")
    choice = request.POST.get("choice")
    try:
        pair = battle_tokens.unseal(request.user, request.POST.get("token", ""))
        winner = {"left": pair.left, "right": pair.right, "skip": None}[choice]
        vote = battle_services.cast_vote(user=request.user, pair=pair, winner=winner)
    except (battle_tokens.BadToken, KeyError):
        messages.error(request, _("That pair has waited too long. Here is a fresh one."))
        return again
    except Refused as error:
        messages.error(request, str(error))
        return again
    except limits.TooOften as error:
        messages.error(request, limits.explain(error))
        return again
    if vote.winner is None:
        return again
    query = urlencode({"style": style, "left": "first" if pair.left == vote.low else "second"})
    return redirect(f"{reverse('leaderboard:battle-vote', args=[vote.pk])}?{query}")


@login_required
@require_safe
def battle_vote(request, pk):
    """Who they were: for the one who chose."""
    vote = get_object_or_404(BattleVote.objects.select_related("voter"), pk=pk, voter=request.user, winner__isnull=False)
    left = {"first": vote.low, "second": vote.high}.get(request.GET.get("left"))
    style = known_style(request.GET.get("style", ""))
    context = {"reveal": reveal(vote, left), "style": style, "label": styles.get(vote.label)}
    return render(request, "leaderboard/battle_vote.html", context)


@login_required
@require_safe
def battle_picture(request, token, side):
    """One of a pair's photos under an address that says nothing about it."""
    try:
        found = battle_services.open_battle(user=request.user, token=token)
    except battle_tokens.BadToken:
        raise Http404 from None
    if found is None:
        raise Http404
    try:
        with getattr(found, side).photo.shown_file.open() as opened:
            response = HttpResponse(opened.read(), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = f"private, max-age={battle_tokens.LIFETIME_S}"
    return response
