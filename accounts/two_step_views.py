"""Pages of the staff's second factor: set it up, show it, remove it."""

from functools import wraps

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import two_step_services as services


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"})
    )


def staff_only(view):
    """For staff who have shown their second factor, if they have one or must. Others do not learn that there is a page."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise Http404
        if not services.is_satisfied(request):
            return ask(request)
        return view(request, *args, **kwargs)

    return never_cache(wrapper)


def ask(request):
    """Off to where the code is shown, or the app is set up, and back here."""
    return redirect_to_login(request.get_full_path(), reverse("accounts:two-step"))


@login_required
@never_cache
@sensitive_post_parameters()
def two_step(request):
    """Show the code where there is an app and this session has not seen one; else the app's state, or its set-up."""
    if not request.user.is_staff:
        raise Http404
    device = services.device_of(request.user)
    if device is not None and services.is_satisfied(request):
        return render(request, "accounts/two_step.html", {"device": device})
    form = CodeForm(request.POST or None)
    if device is None:
        return _set_up(request, form)
    if request.method == "POST" and form.is_valid():
        if services.verify_code(user=request.user, code=form.cleaned_data["code"]):
            return _enter(request, device, redirect(_next(request)))
        form.add_error("code", _("That code is not right, or no longer. Wait for the next one and try again."))
    return render(request, "accounts/two_step_ask.html", {"form": form, "next": request.GET.get("next", "")})


def _set_up(request, form):
    if request.method == "POST" and form.is_valid():
        confirmed = services.confirm_setup(user=request.user, code=form.cleaned_data["code"])
        if confirmed:
            device, codes = confirmed
            return _enter(request, device, render(request, "accounts/two_step_codes.html", {"codes": codes, "next": _next(request)}))
        form.add_error("code", _("That code is not right. Is your phone’s clock? Wait for the next one and try again."))
    device = services.begin_setup(user=request.user)
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=3)
    secret = device.config_url.split("secret=")[1].split("&")[0]
    return render(request, "accounts/two_step_set_up.html", {"form": form, "picture": picture, "secret": secret})


@login_required
@never_cache
@sensitive_post_parameters()
def remove(request):
    """Takes a code again: a session left open on a desk must not be enough."""
    device = services.device_of(request.user) if request.user.is_staff else None
    if device is None:
        raise Http404
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if services.verify_code(user=request.user, code=form.cleaned_data["code"]):
            services.remove_device(user=request.user)
            messages.success(request, _("Removed. Your password alone lets you in again."))
            return redirect("accounts:two-step")
        form.add_error("code", _("That code is not right, or no longer. Wait for the next one and try again."))
    return render(request, "accounts/two_step_remove.html", {"form": form})


def _enter(request, device, response):
    request.session.cycle_key()  # what was known of the session before has lost its worth
    request.session[services.SESSION_KEY] = device.pk
    return response


def _next(request):
    address = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else reverse("accounts:two-step")
