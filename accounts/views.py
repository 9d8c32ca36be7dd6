"""Pages of an account. Sign-in, sign-out and passwords are Django's own views with our templates."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, PasswordResetConfirmView, PasswordResetView
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from accounts import audit, limits, services
from accounts.addresses import client_address
from accounts.forms import ProfileForm, SignUpForm
from accounts.models import User
from accounts.password_mail import PasswordResetForm
from accounts.sign_in_guard import find_account, remember_device

STAFF_SESSION_S = 12 * 3600


@sensitive_post_parameters()
def sign_up(request):
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = SignUpForm(request.POST or None)
    if request.method == "POST":
        # The form must say that a name or an address is taken; so nobody may ask it about a whole list.
        limits.spend(action="sign_up", address=client_address(request))
        if form.is_valid() and (user := form.save_if_free()):
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
            audit.note("sign_up", user)
            response = redirect(settings.LOGIN_REDIRECT_URL)
            remember_device(request=request, response=response, user=request.user)
            return response
    return render(request, "accounts/signup.html", {"form": form})


class SignIn(LoginView):
    """Django's sign-in, which then speaks the person's own language."""

    def form_valid(self, form):
        response = super().form_valid(form)
        user = form.get_user()
        if user.is_staff:
            self.request.session.set_expiry(STAFF_SESSION_S)
        remember_language(response, user.language)
        remember_device(request=self.request, response=response, user=user)
        audit.note("sign_in", user, by="password")
        return response


class SignOut(LogoutView):
    """Django's own. The next person at this machine finds none of the pictures in the browser's cache."""

    def post(self, request, *args, **kwargs):
        audit.note("sign_out", request.user)
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


class ChangePassword(PasswordChangeView):
    """Django's own, which who has only signed in through a provider cannot be asked for the old one."""

    def get_form_class(self):
        return super().get_form_class() if self.request.user.has_usable_password() else SetPasswordForm

    def form_valid(self, form):
        response = super().form_valid(form)
        audit.note("password_changed", self.request.user)
        return response


class ResetPassword(PasswordResetView):
    """Django's own, not for whole lists of addresses. The mail goes in a job: the answer's time does not tell whether there is one."""

    form_class = PasswordResetForm

    def post(self, request, *args, **kwargs):
        limits.spend(action="password_reset", address=client_address(request))
        return super().post(request, *args, **kwargs)


class ConfirmReset(PasswordResetConfirmView):
    """Django's own; who got the mail is the owner, so the device counts as known."""

    def form_valid(self, form):
        response = super().form_valid(form)
        remember_device(request=self.request, response=response, user=form.user)
        audit.note("password_reset", form.user)
        return response


@login_required
def profile(request):
    form = ProfileForm(request.POST or None, request.FILES or None, instance=request.user)
    if request.method == "POST":
        if form.is_valid() and (user := form.save_if_free()):
            if form.cleaned_data["remove_avatar"]:
                services.remove_avatar(user=user)
            elif form.cleaned_data["avatar_file"]:
                services.change_avatar(user=user, avatar=form.cleaned_data["avatar_file"])
            messages.success(request, _("Saved."))
            response = redirect("accounts:profile")
            remember_language(response, user.language)
            return response
        request.user.refresh_from_db()  # the header shows the saved name, not the refused one
    return render(request, "accounts/profile.html", {"form": form})


@require_POST
def set_language(request):
    """Django's language switch, which a signed-in person's account remembers too."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in User.Language.values:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return django_set_language(request)


def remember_language(response, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
    )


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def avatar(request, name):
    try:
        with default_storage.open(f"avatars/{name}") as file:
            return HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None


def locked_out(request, credentials, *args, **kwargs):
    """What django-axes answers after too many wrong passwords."""
    audit.note("locked_out", find_account((credentials or {}).get("username") or ""))
    return render(request, "accounts/locked_out.html", status=429)
