"""The privacy centre: what is held about a person, an export of it, who is signed in, and the end of it all."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.files.storage import default_storage
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import consent, export_services, limits, personal_data, privacy_services, services
from accounts.downloads import read_in_pieces
from accounts.forms import DeleteAccountForm
from accounts.models import DataExport, User
from accounts.sessions import signed_in_within

LINK_SALT = "accounts.exports"


@login_required
@never_cache
@require_safe
def privacy(request):
    counts = personal_data.counts_of(request.user)
    held = [(kind, counts[kind.key]) for kind in personal_data.kinds() if counts[kind.key]]
    given = list(request.user.consents.all())
    context = {
        "held": held,
        "purposes": [(purpose, [record for record in given if record.purpose == key]) for key, purpose in consent.PURPOSES.items()],
        "sessions": request.user.sessions.filter(expire_date__gt=timezone.now()).order_by("-signed_in_at"),
        "current": request.session.session_key,
        "export": _latest_export(request.user),
    }
    return render(request, "accounts/privacy.html", context)


@login_required
@require_POST
def start_export(request):
    try:
        export_services.start_export(user=request.user)
    except limits.TooOften as error:
        messages.error(request, limits.explain(error))
    return redirect("accounts:privacy")


@login_required
@never_cache
@require_safe
def export_state(request):
    """How far the latest export is, for the page that waits for it."""
    export = _latest_export(request.user)
    if export is None:
        raise Http404
    return JsonResponse({"state": export.state, "percent": export.percent})


@login_required
@never_cache
@require_safe
def download_export(request, token):
    """The zip, for its owner alone, as long as the link is good."""
    try:
        key = signing.loads(token, salt=LINK_SALT, max_age=export_services.KEPT)
    except signing.BadSignature:
        raise Http404 from None
    exports = request.user.data_exports.filter(state=DataExport.State.READY, expires_at__gt=timezone.now())
    export = get_object_or_404(exports, pk=key)
    try:
        file = default_storage.open(export.file.name)
    except FileNotFoundError:
        raise Http404 from None
    response = StreamingHttpResponse(read_in_pieces(file, request), content_type="application/zip")
    response["Content-Length"] = str(export.size)
    response["Content-Disposition"] = f'attachment; filename="evaranks-{export.created_at:%Y-%m-%d}.zip"'
    return response


@login_required
@require_POST
def delete_export(request):
    export_services.delete_exports(exports=request.user.data_exports.exclude(state__in=DataExport.OPEN))
    messages.success(request, _("The export is gone."))
    return redirect("accounts:privacy")


@login_required
@require_POST
def end_sessions(request):
    """Sign out everywhere else."""
    privacy_services.end_sessions(user=request.user, but=request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:privacy")


@login_required
@never_cache
@sensitive_post_parameters()
def delete_account(request):
    """With the password, or soon after a sign-in through a provider; and the username typed, so that it is meant."""
    if not request.user.has_usable_password() and not signed_in_within(request, privacy_services.FRESH_S):
        return render(request, "accounts/account_delete.html", {"must_sign_in": True})
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        user, address = request.user, request.user.email
        logout(request)
        try:
            receipt = services.delete_account(user=user)
        except User.DoesNotExist:  # another tab was first, and has the receipt
            return redirect("analysis:studio")
        privacy_services.mail_receipt(address=address, receipt=receipt)
        return redirect("accounts:data-deletion", receipt.code)
    return render(request, "accounts/account_delete.html", {"form": form})


def _latest_export(user) -> DataExport | None:
    export_services.revive_exports(exports=user.data_exports.all())
    export = user.data_exports.first()
    if export and export.expires_at and export.expires_at < timezone.now():
        return None
    if export and export.state == DataExport.State.READY:
        export.link = reverse("accounts:export-download", args=[signing.dumps(str(export.pk), salt=LINK_SALT)])
    return export
