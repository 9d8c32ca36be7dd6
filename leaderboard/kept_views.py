"""What a person keeps: a page for all of it and one for each collection, and the forms in them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import NotFound

from accounts.refused import Refused
from analysis.pagination import paginate
from leaderboard import bookmark_services
from leaderboard.models import Bookmark, Collection
from leaderboard.social_pages import explain, go_back
from leaderboard.ties import mark_ties


@login_required
@require_safe
def kept(request, pk=None):
    collection = get_object_or_404(Collection, pk=pk, owner=request.user) if pk else None
    bookmarks = Bookmark.objects.kept_by(request.user)
    if collection:
        bookmarks = bookmarks.filter(collection=collection)
    try:
        rows, next_url, previous_url = paginate(bookmarks, request)
    except NotFound:
        return redirect(request.path)
    mark_ties(request.user, [row.result for row in rows])
    context = {
        "bookmarks": rows,
        "collection": collection,
        "collections": Collection.objects.filter(owner=request.user),
        "next_url": next_url,
        "previous_url": previous_url,
    }
    return render(request, "leaderboard/kept.html", context)


@login_required
@require_POST
def add_collection(request):
    try:
        collection, is_new = bookmark_services.create_collection(user=request.user, name=request.POST.get("name", ""))
    except (Refused, ValidationError) as error:
        explain(request, error)
        return redirect("leaderboard:kept")
    if is_new:
        messages.success(request, _("A new drawer: %(name)s.") % {"name": collection.name})
    return redirect("leaderboard:collection", collection.pk)


@login_required
@require_POST
def rename_collection(request, pk):
    collection = get_object_or_404(Collection, pk=pk, owner=request.user)
    try:
        bookmark_services.rename_collection(user=request.user, collection=collection, name=request.POST.get("name", ""))
    except ValidationError as error:
        explain(request, error)
    except ObjectDoesNotExist:
        raise Http404 from None
    return redirect("leaderboard:collection", pk)


@login_required
@require_POST
def delete_collection(request, pk):
    """Gone already is as good."""
    collection = Collection.objects.filter(pk=pk, owner=request.user).first()
    if collection:
        bookmark_services.delete_collection(user=request.user, collection=collection)
        messages.success(request, _("The collection is gone; what was in it is still kept."))
    return redirect("leaderboard:kept")


@login_required
@require_POST
def move(request, pk):
    """`pk`: the result's. `collection`: an id, or nothing."""
    wanted = request.POST.get("collection", "")
    try:
        collection = Collection.objects.get(pk=wanted, owner=request.user) if wanted else None
        bookmark_services.move_bookmark(user=request.user, result_id=pk, collection=collection)
    except (ObjectDoesNotExist, ValidationError):
        raise Http404 from None
    where = collection.name if collection else _("no collection")
    messages.success(request, _("Moved to %(name)s.") % {"name": where})
    return go_back(request, "leaderboard:kept")
