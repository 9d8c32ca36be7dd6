"""What the forms of shared results, likes, comments and bookmarks share."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.refused import Refused
from leaderboard.models import SharedResult


def result_of(request, pk) -> SharedResult:
    """The result, if the reader may see it; otherwise 404."""
    return get_object_or_404(SharedResult.objects.visible_to(request.user).select_related("owner"), pk=pk)


def go_back(request, default):
    """To the page of this site from which the form came."""
    address = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return redirect(address if allowed else default)


def words(error: Refused | ValidationError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def explain(request, error: Refused | ValidationError) -> None:
    messages.error(request, words(error))
