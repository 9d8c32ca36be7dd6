"""Forms that add, remove and put right a person's samples."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refused import Refused
from faces import crops, sample_services
from faces.forms import own_person_of, uploads_of
from faces.guards import EXPLAINED, consented, explained, sentence
from faces.models import FaceSample
from faces.people_views import own_person, person_context
from faces.reading import read_photo
from faces.sample_services import enroll_sample
from ml_models import images
from ml_models.face_analyzer import NoFace

MOST_PHOTOS = 12


@consented
@require_POST
def add_photos(request, pk):
    """Enrol the face of each photo. Where there are several, a page asks which one; where something is amiss, it says so."""
    person = own_person(request, pk)
    outcomes = [_enroll_photo(request, person, file) for file in uploads_of(request, "photos", MOST_PHOTOS)]
    return _report(request, person, outcomes)


def _enroll_photo(request, person, file) -> dict:
    outcome = {"name": file.name}
    try:
        faces = read_photo(images.read_capped(file)).faces
        if not faces:
            raise NoFace("photo")
        if len(faces) > 1:
            return {**outcome, "choices": [_choice(request, face) for face in faces]}
        (face,) = faces
        enrolled = enroll_sample(user=request.user, person=person, crop=face.crop, facts=face.facts, source=FaceSample.Source.PHOTO)
    except EXPLAINED as error:
        return {**outcome, "error": sentence(error)}
    return {**outcome, "sample": enrolled.sample, "twin": enrolled.twin}


def _choice(request, face) -> dict:
    fault = sample_services.FAULTS.get(face.facts.fault, "")
    return {"picture": crops.data_url(face.crop), "token": crops.sign(request.user, face.crop, face.facts), "fault": fault}


def _report(request, person, outcomes):
    if not outcomes:
        raise Refused("no_photo", _("Please choose a photo."))
    if all(outcome.get("sample") and not outcome["twin"] for outcome in outcomes):
        messages.success(request, _("Added."))
        return redirect(person)
    return render(request, "faces/photos_added.html", {"person": person, "outcomes": outcomes})


@consented
@require_POST
def add_crops(request, pk):
    """Enrol faces that a page of ours handed out: chosen in a photo, or a removed one that comes back."""
    person = own_person(request, pk)
    outcomes = []
    for text in request.POST.getlist("crop")[:MOST_PHOTOS]:
        crop, facts = crops.unsign(request.user, text)
        try:
            enrolled = enroll_sample(user=request.user, person=person, crop=crop, facts=facts, source=FaceSample.Source.PHOTO)
            outcomes.append({"name": person.name, "sample": enrolled.sample, "twin": enrolled.twin})
        except Refused as error:
            outcomes.append({"name": person.name, "error": sentence(error)})
    return _report(request, person, outcomes)


@explained
@require_POST
def remove(request, pk):
    """Delete a sample at once. The page that comes back carries it, for the undo."""
    sample = get_object_or_404(FaceSample.objects.owned_by(request.user).defer("embedding"), pk=pk)
    removed = sample_services.remove_sample(user=request.user, sample=sample)
    return render(request, "faces/person.html", {**person_context(request, removed.person), "removed": removed})


@consented
@require_POST
def move(request, pk):
    sample = get_object_or_404(FaceSample.objects.owned_by(request.user), pk=pk)
    person = own_person_of(request)
    sample_services.move_sample(user=request.user, sample=sample, person=person)
    messages.success(request, _("Moved. I will remember that it is %(name)s.") % {"name": person.name})
    return redirect(person)


@consented
@require_POST
def correct(request, pk):
    """Not this person: a face that was recognised in a photo."""
    crop, _facts = crops.unsign(request.user, request.POST.get("crop", ""))
    person = own_person(request, pk)
    sample_services.correct(user=request.user, person=person, crop=crop)
    messages.success(request, _("Thank you. I will not take this face for %(name)s again.") % {"name": person.name})
    return redirect("faces:identify")
