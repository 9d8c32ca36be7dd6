"""What the pages' forms send, checked."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts import limits
from faces.models import Person
from ml_models import images
from ml_models.images import InvalidImage


def uploads_of(request, field: str, most: int) -> list:
    """The uploaded files of a field, `most` at most. They are read later, each on its own.

    Raises:
        TooOften: the person has sent so many pictures lately.
    """
    files = request.FILES.getlist(field)[:most]
    for _file in files:
        limits.spend(user=request.user, action="faces")
    return files


def image_of(request, field: str = "image") -> bytes:
    """The bytes of an uploaded picture.

    Raises:
        InvalidImage: none was sent, or it is too large.
        TooOften: the person has sent so many pictures lately.
    """
    file = request.FILES.get(field)
    if file is None:
        raise InvalidImage("empty")
    limits.spend(user=request.user, action="faces")
    return images.read_capped(file)


def own_person_of(request, field: str = "person") -> Person:
    """The asking person's own person that a form names; 404 for anybody else's, and for what is no id."""
    try:
        pk = UUID(request.POST.get(field, ""))
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Person.objects.owned_by(request.user), pk=pk)
