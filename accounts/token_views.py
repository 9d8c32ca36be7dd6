"""The page of one's API tokens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import audit, services
from accounts.forms import TokenForm


@login_required
@never_cache
def tokens(request):
    """The list, and the form for another. The new secret is in the answer to the form alone, never in a page that can be opened again."""
    form, secret = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = services.create_token(owner=request.user, name=form.cleaned_data["name"])
            form = TokenForm()
            audit.note("token_made", request.user)
        except services.TooManyTokens:
            form.add_error(None, _("You have as many tokens as one can have. Revoke one first."))
    return render(request, "accounts/tokens.html", {"form": form, "secret": secret, "tokens": request.user.api_tokens.all()})


@login_required
@require_POST
def revoke(request, pk):
    services.revoke_token(token=get_object_or_404(request.user.api_tokens, pk=pk))
    audit.note("token_revoked", request.user)
    messages.success(request, _("Revoked. Programs that used it are locked out from now on."))
    return redirect("accounts:tokens")
