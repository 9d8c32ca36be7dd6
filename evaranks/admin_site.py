"""Django admin for staff who have shown their second factor; they sign in where everybody does, and are counted there."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import two_step_services


class StaffSite(admin.AdminSite):
    site_header = _("EvaRanks backstage")
    site_title = _("EvaRanks backstage")

    def has_permission(self, request):
        return super().has_permission(request) and two_step_services.is_satisfied(request)

    def login(self, request, extra_context=None):
        """Where the admin sends whoever has no permission: to what they lack, and back."""
        back = request.GET.get("next", "") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(back)
        if not super().has_permission(request):
            raise PermissionDenied
        return redirect_to_login(back, reverse("accounts:two-step"))
