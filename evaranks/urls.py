"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe

from accounts.views import set_language
from evaranks import errors, health_views, staff_views


@require_safe
def favicon(request):
    """Browsers ask here for an icon where a page names none: the admin's, a picture's, the API's."""
    return redirect(static("img/icon-192.png"))


urlpatterns = [
    path("", include("analysis.urls")),
    path("", include("accounts.urls")),
    path("", include("leaderboard.urls")),
    path("people/", include("faces.urls")),
    path("api/v1/", include("evaranks.api")),
    re_path(r"^api/", errors.no_such_call, name="no-such-call"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("language/", set_language, name="set_language"),
    path("staff/health/", staff_views.health_page, name="staff-health"),
    path("staff/health/figures.json", staff_views.health_figures, name="staff-health-figures"),
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", health_views.healthz, name="healthz"),
    path("readyz", health_views.readyz, name="readyz"),
    path("metrics", health_views.read_metrics, name="metrics"),
]

handler500 = "evaranks.errors.handle_error"
