"""Pages of check-in sessions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import NotFound

from analysis.pagination import paginate
from faces import check_in_services as services
from faces.forms import image_of
from faces.guards import consented, explained
from faces.models import CheckInSession


def own_session(request, pk) -> CheckInSession:
    return get_object_or_404(CheckInSession, pk=pk, owner=request.user)


@consented
def check_ins(request):
    """The sessions; POST opens one."""
    if request.method == "POST":
        return redirect(services.open_session(owner=request.user, name=request.POST.get("name", "")))
    try:
        rows, next_url, previous_url = paginate(CheckInSession.objects.filter(owner=request.user), request)
    except NotFound:
        return redirect("faces:check-ins")
    return render(request, "faces/check_ins.html", {"sessions": rows, "next_url": next_url, "previous_url": previous_url})


@consented
def check_in(request, pk):
    """Who came; POST notes who is in a photo."""
    session = own_session(request, pk)
    if request.method == "POST":
        entries, _read = services.check_in_photo(user=request.user, session=session, data=image_of(request))
        names = ", ".join(entry.person.name for entry in entries)
        messages.success(request, _("Welcome, %(names)s!") % {"names": names} if names else _("Nobody new in this photo."))
        return redirect(session)
    entries = list(session.check_ins.for_lists())
    count = ngettext("%(number)d person is in.", "%(number)d people are in.", len(entries)) % {"number": len(entries)}
    return render(request, "faces/check_in.html", {"session": session, "entries": entries, "count": count})


@explained
@require_POST
def close(request, pk):
    services.close_session(user=request.user, session=own_session(request, pk))
    return redirect("faces:check-in", pk)


@explained
@require_POST
def delete(request, pk):
    services.delete_sessions(actor=request.user, sessions=[own_session(request, pk).pk])
    messages.success(request, _("Deleted, with every snapshot."))
    return redirect("faces:check-ins")


@explained
@require_safe
def export(request, pk):
    text = services.export_session(user=request.user, session=own_session(request, pk))
    # The mark at the start has spreadsheets read it as UTF-8.
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="check-ins-{pk}.csv"'
    return response
