"""Every address of the site."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path

from accounts.views import set_language

urlpatterns = [
    path("", include("analysis.urls")),
    path("", include("accounts.urls")),
    path("", include("leaderboard.urls")),
    path("people/", include("faces.urls")),
    path("api/v1/", include("evaranks.api")),
    path("admin/", admin.site.urls),
    path("language/", set_language, name="set_language"),
    path("healthz", lambda request: HttpResponse("evaranks", content_type="text/plain")),
]
