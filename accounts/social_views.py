"""Signing in, signing up and linking through a provider: off to it by a form, back by its redirect."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from social_core.actions import do_auth, do_complete
from social_core.exceptions import SocialAuthBaseException
from social_core.utils import PARTIAL_TOKEN_SESSION_NAME
from social_django.utils import load_backend, load_strategy

from accounts import audit, social_services
from accounts.forms import EmailForm
from accounts.pipeline import TYPED_EMAIL
from accounts.providers import PROVIDERS
from accounts.social_problems import explain
from accounts.views import remember_language

BEGUN_BY = "sign_in_begun_by"


def with_backend(view):
    """The view gets social-core's backend of the provider that the address names; a provider without keys is not found."""

    @never_cache
    @wraps(view)
    def wrapper(request, provider):
        if provider not in settings.SIGN_IN_KEYS:
            raise Http404
        back = reverse("accounts:social-complete", args=[provider])
        return view(request, load_backend(load_strategy(request), provider, redirect_uri=back))

    return wrapper


@require_POST
@with_backend
def begin(request, backend):
    """Off to the provider. Whoever is signed in now links, everybody else signs in, and the way back must find the same person."""
    social_services.forget_unfinished()
    if token := request.session.get(PARTIAL_TOKEN_SESSION_NAME):
        backend.strategy.clean_partial_pipeline(token)  # somebody else's, perhaps, who left the form for the address open
    request.session[BEGUN_BY] = request.user.pk
    try:
        response = do_auth(backend, user=request.user)
    except SocialAuthBaseException as error:
        return _refuse(request, backend, error)
    request.session["next"] = _own_address(request) or resolve_url(
        "accounts:profile" if request.user.is_authenticated else settings.LOGIN_REDIRECT_URL
    )
    return response


@require_GET
@with_backend
def complete(request, backend):
    return _complete(request, backend)


@with_backend
def ask_email(request, backend):
    """The form for a new person whose provider gave no address; the sign-in goes on with it."""
    partial = backend.strategy.partial_load(request.session.get(PARTIAL_TOKEN_SESSION_NAME) or "")
    if partial is None or partial.backend != backend.name or request.user.is_authenticated:
        return redirect("accounts:login")
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[TYPED_EMAIL] = form.cleaned_data["email"]
        return _complete(request, backend)
    return render(request, "accounts/social_email.html", {"form": form, "provider": PROVIDERS[backend.name]})


@require_POST
@login_required
def unlink(request, provider):
    if provider not in PROVIDERS:
        raise Http404
    try:
        social_services.unlink_identity(user=request.user, provider=provider)
    except social_services.LastWayIn:
        messages.error(request, _("That is your only way to sign in. Set a password or link another account first."))
    else:
        messages.success(request, _("Unlinked. %(provider)s no longer signs you in.") % {"provider": PROVIDERS[provider].name})
    return redirect("accounts:profile")


def _complete(request, backend):
    linking = request.user.is_authenticated
    try:
        if request.session.pop(BEGUN_BY, None) != request.user.pk:
            messages.error(request, _("You signed in meanwhile. Please start again from your profile."))
            return redirect("accounts:profile")
        response = do_complete(backend, _log_in, user=request.user, request=request)
    except SocialAuthBaseException as error:
        return _refuse(request, backend, error)
    if linking:
        messages.success(request, _("Linked. From now on %(provider)s signs you in, too.") % {"provider": PROVIDERS[backend.name].name})
    elif request.user.is_authenticated:
        remember_language(response, request.user.language)
    return response


def _log_in(backend, user, social):
    """The session names our own backend: it stays valid without the provider's keys, and ends when the account is closed."""
    request = backend.strategy.request
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    audit.note("sign_in", user, by=backend.name)
    if user.is_new:
        messages.success(request, _("Welcome! Your username is %(username)s.") % {"username": user.username})


def _refuse(request, backend, error):
    messages.error(request, explain(error, PROVIDERS[backend.name].name))
    return redirect("accounts:profile" if request.user.is_authenticated else "accounts:login")


def _own_address(request) -> str:
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()) else ""
