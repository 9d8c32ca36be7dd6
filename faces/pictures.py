"""Pictures of faces, each behind its permission check and never kept by a browser: what is withdrawn is gone."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from faces.models import CheckIn, FaceSample


@require_safe
def sample_crop(request, pk):
    return _picture(get_object_or_404(FaceSample.objects.visible_to(request.user).defer("embedding"), pk=pk).crop.name)


@require_safe
def snapshot(request, pk):
    return _picture(get_object_or_404(CheckIn.objects.visible_to(request.user), pk=pk).snapshot.name)


def _picture(name: str) -> HttpResponse:
    try:
        with default_storage.open(name) as file:
            return HttpResponse(file.read(), content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
    except FileNotFoundError:
        raise Http404 from None
