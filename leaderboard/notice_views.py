"""The page of notifications, and what can be done on it."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import NotFound

from analysis.pagination import NewestFirst, paginate
from leaderboard import notice_services, notice_words
from leaderboard.models import Notification, Profile


class ManyNewestFirst(NewestFirst):
    """Many, since likes of one result are one line."""

    page_size = 60


@login_required
@require_safe
def notifications(request):
    mine = Notification.objects.told(request.user)
    try:
        rows, next_url, previous_url = paginate(mine.with_subjects(), request, ManyNewestFirst)
    except NotFound:
        return redirect("leaderboard:notifications")
    unwanted = Profile.objects.of(request.user).unwanted_notices
    context = {
        "lines": _lines(rows),
        "has_unread": mine.unread().exists(),
        "kinds": [(kind.value, kind.label, kind.value not in unwanted) for kind in notice_services.CHOICES],
        "next_url": next_url,
        "previous_url": previous_url,
    }
    return render(request, "leaderboard/notifications.html", context)


def _lines(notices):
    """(the newest notification of a line, its sentence): likes of one result that are all read, or all unread, are one line."""

    def line(notice):
        is_like = notice.kind == Notification.Kind.LIKE
        return (notice.kind, notice.result_id, notice.read_at is None) if is_like else notice.pk

    groups = {}
    for key, fellows in groupby(notices, line):
        groups.setdefault(key, []).extend(fellows)
    return [(fellows[0], notice_words.sentence(fellows[0], len(fellows) - 1)) for fellows in groups.values()]


@login_required
@require_safe
def open_notice(request, pk):
    """On to what the notification is about; it is read then, with the other likes of the same result."""
    notice = get_object_or_404(Notification.objects.told(request.user).with_subjects(), pk=pk)
    notice_services.read_line(notice=notice)
    return redirect(notice_words.address(notice))


@login_required
@require_POST
def read_all(request):
    notice_services.read_notices(user=request.user)
    return redirect("leaderboard:notifications")


@login_required
@require_POST
def choose(request):
    notice_services.choose_kinds(user=request.user, wanted=request.POST.getlist("kind"))
    messages.success(request, _("Noted. From now on I tell you about these."))
    return redirect("leaderboard:notifications")
