"""What the pages' forms send, checked."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from faces.models import Person
from ml_models import images
from ml_models.images import InvalidImage


def uploads_of(request, field: str, most: int) -> list:
    """The uploaded files of a field, `most` at most. They are read later, each on its own."""
    return request.FILES.getlist(field)[:most]


def image_of(request, field: str = "image") -> bytes:
    """The bytes of an uploaded picture.

    Raises:
        InvalidImage: none was sent, or it is too large.
    """
    file = request.FILES.get(field)
    if file is None:
        raise InvalidImage("empty")
    return images.read_capped(file)


def own_person_of(request, field: str = "person") -> Person:
    """The asking person's own person that a form names; 404 for anybody else's, and for what is no id."""
    try:
        pk = UUID(request.POST.get(field, ""))
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Person.objects.owned_by(request.user), pk=pk)
