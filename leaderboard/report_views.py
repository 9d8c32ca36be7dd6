"""Reporting a result, a comment or a person: a form that works without an account and without JavaScript."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import client_address
from accounts.models import User
from accounts.refused import Refused
from leaderboard import report_services
from leaderboard.models import Comment, SharedResult
from leaderboard.report_forms import ReportForm
from leaderboard.social_pages import explain, result_of


@require_http_methods(["GET", "POST"])
def report_result(request, pk):
    result = get_object_or_404(SharedResult.objects.visible_to(request.user).with_pictures(), pk=pk)
    return _report(request, report_services.report_result, result, result=result)


@require_http_methods(["GET", "POST"])
def report_comment(request, pk):
    comment = get_object_or_404(Comment.objects.visible_to(request.user).with_people(), pk=pk)
    result_of(request, comment.result_id)
    return _report(request, report_services.report_comment, comment.result, comment=comment)


@require_http_methods(["GET", "POST"])
def report_person(request, username):
    person = get_object_or_404(User, username__iexact=username, is_active=True)
    return _report(request, report_services.report_person, person, person=person)


@require_safe
def reported(request):
    return render(request, "leaderboard/reported.html")


def _report(request, send, back, **target):
    (thing,) = target
    form = ReportForm(thing, request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = request.user
        who = {"reporter": user} if user.is_authenticated else {"address": client_address(request)}
        try:
            send(**who, **target, **form.cleaned_data)
        except ObjectDoesNotExist:
            raise Http404 from None
        except Refused as error:
            explain(request, error)
            return redirect(back)
        return redirect("leaderboard:reported")
    return render(request, "leaderboard/report.html", {"form": form, "thing": thing, "back": back, **target})
