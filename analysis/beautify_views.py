"""Pages of made-up portraits: the dressing table, a portrait, all of one's own; and the pictures behind their permission check."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import NotFound

from accounts import limits
from accounts.authentication import by_token_too
from analysis import beautify_services, makeup_words
from analysis.beautify_forms import BeautifyForm
from analysis.models import Beautification
from analysis.pagination import paginate
from analysis.views import AN_HOUR, FOR_EVER
from ml_models import images, runtime
from ml_models.face_analyzer import NoFace


def beautify(request):
    """A stranger reads what it does; a person makes a portrait up, without JavaScript too."""
    context = {"network_ready": beautify_services.is_network_there()}
    if not (request.user.is_authenticated and context["network_ready"]):
        return render(request, "analysis/beautify.html", context)
    form = BeautifyForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        limits.spend(user=request.user, action="upload")
        wish = beautify_services.Wish(look=form.cleaned_data["look"])
        try:
            return redirect(beautify_services.beautify_upload(owner=request.user, data=form.cleaned_data["image"], wish=wish))
        except images.InvalidImage as error:
            form.add_error("image", _(str(error)))
        except NoFace:
            form.add_error("image", _("I see no face in this picture. Try one with more light, or come a little closer."))
        except runtime.Busy:
            form.add_error(None, _("Eva has a queue right now. Please try again in a moment."))
            status = 503
    recent = Beautification.objects.filter(photo__owner=request.user)[:4]
    context |= {"form": form, "looks": makeup_words.looks(), "recent": recent}
    response = render(request, "analysis/beautify.html", context, status=status)
    if status == 503:
        response["Retry-After"] = runtime.Busy.retry_after
    return response


@login_required
@require_safe
def portraits(request):
    try:
        rows, next_url, previous_url = paginate(Beautification.objects.filter(photo__owner=request.user), request)
    except NotFound:
        return redirect("analysis:portraits")
    return render(request, "analysis/portraits.html", {"portraits": rows, "next_url": next_url, "previous_url": previous_url})


@require_safe
def beautification(request, pk):
    found = get_object_or_404(Beautification.objects.visible_to(request.user).select_related("photo"), pk=pk)
    context = {
        "portrait": found,
        "is_owner": found.photo.owner_id == request.user.pk,
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "analysis/beautification.html", context)


@require_safe
@by_token_too
def beautification_file(request, pk, size):
    """The made-up picture; with `mark` it says in visible words that it was edited, with `download` it is saved."""
    found = get_object_or_404(Beautification.objects.visible_to(request.user).select_related("photo"), pk=pk)
    file = {"full": found.file, "thumb": found.thumbnail}.get(size)
    if file is None:
        raise Http404
    try:
        with file.open() as opened:
            data = opened.read()
    except FileNotFoundError:
        raise Http404 from None
    if "mark" in request.GET:
        limits.spend_by(request, action="preview")
        data = beautify_services.with_words(data)
    response = HttpResponse(data, content_type="image/jpeg")
    response["Cache-Control"] = FOR_EVER if found.photo.owner_id == request.user.pk else AN_HOUR
    if "download" in request.GET:
        response["Content-Disposition"] = 'attachment; filename="evaranks-portrait.jpg"'
    return response


@login_required
@require_POST
def share_beautification(request, pk):
    found = get_object_or_404(Beautification.objects.filter(photo__owner=request.user), pk=pk)
    beautify_services.set_shared(beautification=found, is_shared=request.POST.get("shared") == "1")
    return redirect(found)


@login_required
@require_POST
def delete_beautification(request, pk):
    found = get_object_or_404(Beautification.objects.filter(photo__owner=request.user), pk=pk)
    beautify_services.delete_beautifications(beautifications=Beautification.objects.filter(pk=found.pk), unused_photos_too=True)
    messages.success(request, _("Deleted."))
    return redirect("analysis:portraits")
