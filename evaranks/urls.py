"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from accounts.views import set_language
from evaranks import errors, health_views, staff_views

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
    path("healthz", health_views.healthz, name="healthz"),
    path("readyz", health_views.readyz, name="readyz"),
    path("metrics", health_views.read_metrics, name="metrics"),
]

handler500 = "evaranks.errors.handle_error"
