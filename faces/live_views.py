"""The pages with a live camera: recognition with check-in, and guided enrolment."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.consent import FACE_RECOGNITION
from faces import matching
from faces.guards import consented
from faces.models import CheckInSession, Person
from faces.people_views import own_person
from faces.poses import POSES


@consented
@require_safe
def live(request):
    """`?check_in=` chooses one of one's own open sessions."""
    sessions = CheckInSession.objects.filter(owner=request.user, closed_at=None)[:100]
    context = {
        "sessions": sessions,
        "chosen": request.GET.get("check_in", "") if sessions else "",
        "limits": matching.thresholds(),
        "knows_me": Person.objects.owned_by(request.user).linked_to(request.user).exists(),
    }
    return render(request, "faces/live.html", context)


@consented
@require_safe
def enroll(request, pk):
    person = own_person(request, pk)
    if person.consent_version != FACE_RECOGNITION.version:
        messages.error(request, _("Please confirm this person's consent first."))
        return redirect(person)
    return render(request, "faces/enroll.html", {"person": person, "poses": POSES, "wanted": sum(POSES.values())})
