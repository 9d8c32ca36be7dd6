"""Pages of the gallery's people."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import NotFound

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import require_consent
from analysis.pagination import paginate
from faces import crops, services
from faces.forms import own_person_of
from faces.guards import consented, explained
from faces.links import make_link_token
from faces.matching import MOST_SAMPLES
from faces.models import FaceSample, Person
from faces.sample_services import enroll_sample


@consented
def people(request):
    if request.method == "POST":
        return _add(request)
    queryset = Person.objects.owned_by(request.user).with_counts()
    try:
        rows, next_url, previous_url = paginate(queryset, request)
    except NotFound:
        return redirect("faces:people")
    context = {
        "people": rows,
        "next_url": next_url,
        "previous_url": previous_url,
        "knows_me": Person.objects.owned_by(request.user).linked_to(request.user).exists(),
        "version": FACE_RECOGNITION.version,
    }
    return render(request, "faces/people.html", context)


def _add(request):
    """A new person; with a face that was found in a photo, if the form has one."""
    text = request.POST.get("crop")
    crop, facts = crops.unsign(request.user, text) if text else (None, None)
    person = services.add_person(
        owner=request.user,
        name=request.POST.get("name", ""),
        is_self=request.POST.get("is_self") == "on",
        has_consent=request.POST.get("has_consent") == "on",
    )
    if crop:
        enroll_sample(user=request.user, person=person, crop=crop, facts=facts, source=FaceSample.Source.PHOTO)
    messages.success(request, _("%(name)s is in your gallery.") % {"name": person.name})
    return redirect(person)


def own_person(request, pk) -> Person:
    return get_object_or_404(Person.objects.owned_by(request.user), pk=pk)


@consented
@require_safe
def person(request, pk):
    return render(request, "faces/person.html", person_context(request, own_person(request, pk)))


def person_context(request, found: Person) -> dict:
    token = None if found.linked_user_id else make_link_token(found)
    return {
        "person": found,
        "version": FACE_RECOGNITION.version,
        "samples": found.samples.defer("embedding"),
        "most_samples": MOST_SAMPLES,
        "others": Person.objects.owned_by(request.user).exclude(pk=found.pk).order_by("name")[:500],
        "has_consent": found.consent_version == FACE_RECOGNITION.version,
        "link": token and request.build_absolute_uri(reverse("faces:link", args=[token])),
    }


@explained
@require_POST
def rename(request, pk):
    services.rename_person(user=request.user, person=own_person(request, pk), name=request.POST.get("name", ""))
    messages.success(request, _("Saved."))
    return redirect("faces:person", pk)


@explained
@require_POST
def merge(request, pk):
    services.merge_people(user=request.user, person=own_person(request, pk), other=own_person_of(request))
    messages.success(request, _("They are one person now."))
    return redirect("faces:person", pk)


@explained
@require_POST
def delete(request, pk):
    services.delete_people(actor=request.user, people=[own_person(request, pk).pk])
    messages.success(request, _("Deleted, with every picture and embedding."))
    return redirect("faces:people")


@explained
@require_POST
def declare_consent(request, pk):
    require_consent(request.user, FACE_RECOGNITION)
    services.declare_consent(user=request.user, person=own_person(request, pk))
    messages.success(request, _("Saved."))
    return redirect("faces:person", pk)


@explained
@require_POST
def show(request, pk):
    services.set_recognisable(user=request.user, person=own_person(request, pk), shown=request.POST.get("shown") == "on")
    messages.success(request, _("Saved."))
    return redirect("faces:person", pk)
