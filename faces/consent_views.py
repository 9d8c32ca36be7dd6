"""The consent's text, giving it, taking it back, and the receipt."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import consent_services
from accounts.consent import FACE_RECOGNITION
from accounts.models import Consent


@login_required
def consent(request):
    following = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        following = ""
    if request.method == "POST":
        return _agree(request, following)
    records = Consent.objects.filter(user=request.user, purpose=FACE_RECOGNITION.key)
    given = Consent.objects.open(request.user, FACE_RECOGNITION).first()
    context = {"purpose": FACE_RECOGNITION, "given": given, "records": records, "next": following}
    return render(request, "faces/consent.html", {**context, "is_current": given is not None and given.version == FACE_RECOGNITION.version})


def _agree(request, following):
    try:
        if request.POST.get("agree") != "on":
            messages.error(request, _("Without your tick nothing is recorded."))
            return redirect("faces:consent")
        version = request.POST.get("version", "")
        consent_services.give_consent(user=request.user, purpose=FACE_RECOGNITION, version=int(version) if version.isdecimal() else 0)
    except consent_services.OutdatedText:
        messages.error(request, _("The text has changed meanwhile. Please read it again."))
        return redirect("faces:consent")
    return redirect(following or reverse("faces:people"))


@login_required
@require_POST
def withdraw(request):
    try:
        receipt = consent_services.withdraw_consent(user=request.user, purpose=FACE_RECOGNITION)
    except consent_services.ConsentRequired:
        return redirect("faces:consent")
    return redirect("faces:receipt", receipt.pk)


@login_required
def receipt(request, pk):
    """What a withdrawal deleted; POST mails it."""
    record = get_object_or_404(Consent, pk=pk, user=request.user, withdrawn_at__isnull=False)
    if request.method == "POST":
        consent_services.send_receipt(
            address=request.user.email, purpose=FACE_RECOGNITION, counts=record.erased, at=record.withdrawn_at, record=record
        )
        messages.success(request, _("Sent to %(address)s.") % {"address": request.user.email})
        return redirect("faces:receipt", pk)
    return render(request, "faces/receipt.html", {"record": record, "lines": FACE_RECOGNITION.receipt(record.erased)})
