"""Pages that recognise: who is in a photo, and whether two photos show one person."""

from django.shortcuts import render

from faces import crops, matching, recognition
from faces.forms import image_of
from faces.guards import consented
from faces.models import Person


@consented
def identify(request):
    context = {"limits": matching.thresholds()}
    if request.method == "POST":
        identified = recognition.identify_photo(user=request.user, data=image_of(request))
        context |= {
            "results": [_result(request, face, result) for face, result in identified.found],
            "people": Person.objects.owned_by(request.user).order_by("name")[:500],
            "asked": True,
        }
    return render(request, "faces/identify.html", context)


def _result(request, face, result) -> dict:
    """A face as the page shows it. The signed crop lets its forms hand the face back; the server keeps nothing."""
    own = bool(result.match and result.match.person.owner_id == request.user.pk)
    token = crops.sign(request.user, face.crop, face.facts)
    return {"picture": crops.data_url(face.crop), "token": token, "result": result, "is_own": own, "fault": face.facts.fault}


@consented
def verify(request):
    context = {"limits": matching.thresholds()}
    if request.method == "POST":
        verification = recognition.verify_photos(user=request.user, first=image_of(request, "first"), second=image_of(request, "second"))
        context |= {"verification": verification, "pictures": [crops.data_url(face.crop) for face in verification.faces]}
    return render(request, "faces/verify.html", context)
