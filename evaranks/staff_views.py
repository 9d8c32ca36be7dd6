"""Pages of staff that are not Django admin's."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.two_step_views import staff_only
from evaranks import figures, health

CHECKS = {
    "database": _("Database"),
    "migrations": _("Migrations"),
    "networks": _("Networks"),
    "disk": _("Disk"),
    "draining": _("In service"),
    "redis": _("Redis"),
}
CHARTS = {
    "requests": (_("Requests a second"), {"all": _("all"), "refused": _("refused"), "faults": _("our faults")}),
    "time": (_("Time of a request, ms"), {"half": _("half are faster"), "most": _("95 of 100 are faster")}),
    "frames": (_("Live frames a second"), {"received": _("received"), "answered": _("answered"), "dropped": _("dropped")}),
    "stages": (_("Stages of a picture, ms"), {}),  # one line for each that there is
    "inference": (_("Inference threads"), {"running": _("at work"), "waiting": _("jobs waiting"), "workers": _("threads")}),
    "streams": (_("Live streams"), {"open": _("open")}),
    "jobs": (_("Jobs"), {"unfinished": _("waiting or at work"), "failed": _("failed since the start")}),
    "processor": (_("Processor, %"), {"processor": _("of one core")}),
    "memory": (_("Memory, MB"), {"memory": _("of this process")}),
}


@staff_only
@require_safe
def health_page(request):
    found = health.checks()
    checks = [(key, label, found[key]) for key, label in CHECKS.items()]
    context = {"checks": checks, "ready": health.is_ready(found), "charts": CHARTS, "figures": figures.snapshot()}
    return render(request, "evaranks/health.html", context)


@staff_only
@require_safe
def health_figures(request):
    return JsonResponse(figures.snapshot())
