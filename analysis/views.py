"""Pages: the studio, a look, my looks; and the pictures behind their permission check."""

import numpy as np
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import NotFound

from accounts import limits
from accounts.authentication import by_token_too
from analysis import blur_services, services, styles
from analysis.forms import PhotoForm
from analysis.models import Photo, StyleAnalysis
from analysis.pagination import paginate
from ml_models import heatmap, images, runtime
from ml_models.face_analyzer import NoFace
from ml_models.results import BoundingBox

FOR_EVER = "private, max-age=31536000, immutable"
AN_HOUR = "private, max-age=3600"


def studio(request):
    """The landing page for a stranger; for a person who is signed in, the place to show Eva a photo."""
    if not request.user.is_authenticated:
        return render(request, "analysis/studio.html", {"styles": styles.STYLES})
    form = PhotoForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        limits.spend(user=request.user, action="upload")
        try:
            return redirect(services.read_style(owner=request.user, data=form.cleaned_data["image"]))
        except images.InvalidImage as error:
            form.add_error("image", _(str(error)))
        except runtime.Busy:
            form.add_error(None, _("Eva has a queue right now. Please try again in a moment."))
            status = 503
    recent = StyleAnalysis.objects.filter(photo__owner=request.user).select_related("photo", "shared_result")[:4]
    response = render(request, "analysis/studio.html", {"form": form, "recent": recent}, status=status)
    if status == 503:
        response["Retry-After"] = runtime.Busy.retry_after
    return response


@login_required
@require_safe
def looks(request):
    queryset = StyleAnalysis.objects.filter(photo__owner=request.user).select_related("photo", "shared_result")
    try:
        rows, next_url, previous_url = paginate(queryset, request)
    except NotFound:
        return redirect("analysis:looks")
    return render(request, "analysis/looks.html", {"looks": rows, "next_url": next_url, "previous_url": previous_url})


@login_required
@require_safe
def look(request, pk):
    found = get_object_or_404(StyleAnalysis.objects.visible_to(request.user).select_related("photo__owner", "shared_result"), pk=pk)
    context = {"look": found, "shared": getattr(found, "shared_result", None), "is_owner": found.photo.owner_id == request.user.pk}
    return render(request, "analysis/look.html", context)


@login_required
@require_POST
def delete_look(request, pk):
    look = get_object_or_404(StyleAnalysis.objects.filter(photo__owner=request.user).select_related("photo"), pk=pk)
    services.delete_photo(photo=look.photo)
    messages.success(request, _("Deleted, photo and all."))
    return redirect("analysis:looks")


@require_safe
@by_token_too
def photo(request, pk, size):
    found = get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)
    file = _files(found, request.user).get(size)
    if file is None:
        raise Http404
    try:
        with file.open() as opened:
            response = HttpResponse(opened.read(), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = _caching(found, request.user)
    return response


def _files(photo, user) -> dict:
    """What each size of the address is for a person: the owner has the original, everybody else (staff too) what is shown to others."""
    shown = {"full": photo.shown_file, "thumb": photo.shown_thumbnail, "shown": photo.shown_file}
    return {**shown, "full": photo.file, "thumb": photo.thumbnail} if photo.owner_id == user.pk else shown


@login_required
@require_safe
def blurred_photo(request, pk):
    """One's own photo as others would see it with blurred faces, before anything is published."""
    found = get_object_or_404(Photo.objects.filter(owner=request.user), pk=pk)
    limits.spend(user=request.user, action="preview")
    try:
        blurred = blur_services.blur_faces(photo=found)
    except (NoFace, Photo.DoesNotExist):
        raise Http404 from None
    except runtime.Busy:
        return HttpResponse(status=503, headers={"Retry-After": runtime.Busy.retry_after})
    return HttpResponse(blurred.file, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


@require_safe
@by_token_too
def heatmap_overlay(request, pk, label):
    """The activation map of one of the three best classes, as a picture to lay over the photo."""
    analysis = get_object_or_404(StyleAnalysis.objects.select_related("photo"), pk=pk, photo__in=Photo.objects.visible_to(request.user))
    order = [entry["style"].key for entry in analysis.top]
    if label not in order or not analysis.maps:
        raise Http404
    maps = np.frombuffer(analysis.maps, np.uint8).reshape(analysis.map_rows, -1, 3)
    picture = heatmap.overlay(maps[:, :, order.index(label)], BoundingBox(*analysis.map_box), (analysis.photo.width, analysis.photo.height))
    response = HttpResponse(images.encode_png(picture), content_type="image/png")
    response["Cache-Control"] = _caching(analysis.photo, request.user)
    return response


def _caching(photo, user) -> str:
    """The files never change; but what others may see today can be taken back tomorrow."""
    return FOR_EVER if photo.owner_id == user.pk else AN_HOUR
