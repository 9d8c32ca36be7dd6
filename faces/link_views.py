"""Entries that are oneself: in one's own gallery and in others', and the check-ins made of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from faces import links
from faces.guards import consented, explained
from faces.models import CheckIn, Person

SHOWN = 200


@login_required
@require_safe
def me(request):
    entries = Person.objects.linked_to(request.user).select_related("owner").with_counts()
    check_ins = CheckIn.objects.filter(person__linked_user=request.user).select_related("session__owner").order_by("-created_at")[:SHOWN]
    return render(request, "faces/me.html", {"entries": entries, "check_ins": check_ins})


@consented
def link(request, token):
    """An owner's invitation to say: this entry is me."""
    try:
        person = links.find_person(token)
        if request.method == "POST":
            links.link_person(user=request.user, token=token)
            messages.success(request, _("Linked. You see your own entries here."))
            return redirect("faces:me")
    except links.InvalidLink:
        raise Http404 from None
    return render(request, "faces/link.html", {"person": person})


def _my_entry(request, pk) -> Person:
    return get_object_or_404(Person.objects.linked_to(request.user), pk=pk)


@explained
@require_POST
def unlink(request, pk):
    links.unlink_person(user=request.user, person=_my_entry(request, pk))
    messages.success(request, _("Unlinked."))
    return redirect("faces:me")


@explained
@require_POST
def leave(request, pk):
    """Have one's own entry deleted, whoever's gallery it is in."""
    links.leave_gallery(user=request.user, person=_my_entry(request, pk))
    messages.success(request, _("Deleted, with every picture and embedding."))
    return redirect("faces:me")
