"""Pages of people: the public profile, the style diary, who follows whom; and the forms of following, blocking and muting."""

from collections import Counter
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import NotFound

from accounts import limits
from accounts.models import User
from analysis.pagination import NewestFirst, paginate
from leaderboard import diary, follow_services, people_facts, silence_services, style_statistics
from leaderboard.audience import may_see, people_for
from leaderboard.models import SharedResult, Silence
from leaderboard.social_pages import go_back
from leaderboard.ties import mark_ties

TIES_ON_A_PAGE = 50
SHORTEST_SEARCH, FOUND_AT_MOST = 2, 20


class _Ties(NewestFirst):
    page_size = TIES_ON_A_PAGE


def person_or_404(request, username: str) -> User:
    return get_object_or_404(people_for(request.user), username__iexact=username)


@require_safe
def profile(request, username):
    person = person_or_404(request, username)
    if person.username != username:
        return redirect(person)
    results = SharedResult.objects.with_pictures().of_person(person).visible_to(request.user)
    try:
        rows, next_url, previous_url = paginate(results, request)
    except NotFound:
        return redirect(person)
    mark_ties(request.user, rows)
    context = people_facts.facts(person, request.user)
    if context["sees_diary"] and not previous_url:
        context["statistics"] = style_statistics.styles_of(person, request.user)
    return render(request, "leaderboard/profile.html", {**context, "results": rows, "next_url": next_url, "previous_url": previous_url})


@require_safe
def show_diary(request, username):
    """The calendar of a month, `?month=2026-11`, and the looks of one of its days, `&day=14`."""
    person = person_or_404(request, username)
    context = people_facts.facts(person, request.user)
    if not context["sees_diary"]:
        return render(request, "leaderboard/kept_private.html", context, status=403)
    today = timezone.localdate()
    first, last = timezone.localdate(person.date_joined).replace(day=1), today.replace(day=1)
    month = _month(request.GET.get("month", ""), last)
    if month is None or not first <= month <= last:
        return redirect("leaderboard:diary", person.username)
    weeks = diary.month_of(person, request.user, month)
    days = {day.date: day for week in weeks for day in week if day.in_month}
    looks = [look for day in days.values() for look in day.looks]
    start = diary.first_weekday()
    context |= {
        "month": month,
        "weeks": weeks,
        "weekdays": [(WEEKDAYS[(start + index) % 7], WEEKDAYS_ABBR[(start + index) % 7]) for index in range(7)],
        "previous": diary.month_before(month) if month > first else None,
        "next": diary.month_after(month) if month < last else None,
        "looks": looks,
        "styles": Counter(str(look.style.name) for look in looks).most_common(),
        "opened": days.get(_day(month, request.GET.get("day", ""))),
    }
    return render(request, "leaderboard/diary.html", context)


@require_safe
def ties(request, username, which):
    """Who follows a person ("followers"), or whom they follow ("following"), the newest first."""
    person = person_or_404(request, username)
    context = people_facts.facts(person, request.user)
    if not may_see(request.user, person, context["profile"].ties_for):
        return render(request, "leaderboard/kept_private.html", context, status=403)
    try:
        rows, next_url, previous_url = paginate(people_facts.ties_of(person, which, request.user), request, _Ties)
    except NotFound:
        return redirect("leaderboard:ties", person.username, which)
    people = [row.follower if which == "followers" else row.followed for row in rows]
    people_facts.mark_followed(request.user, people)
    return render(
        request, "leaderboard/ties.html", {**context, "which": which, "people": people, "next_url": next_url, "previous_url": previous_url}
    )


@login_required
@require_safe
def find_people(request):
    """People by the beginning of a name, `?q=`."""
    text = request.GET.get("q", "").strip().lstrip("@").replace("\x00", "")[:50]
    people = []
    if len(text) >= SHORTEST_SEARCH:
        limits.spend(user=request.user, action="people_search")
        people = people_facts.search_people(request.user, text, FOUND_AT_MOST)
    return render(request, "leaderboard/find_people.html", {"q": text, "people": people, "is_full": len(people) == FOUND_AT_MOST})


@login_required
@require_POST
def follow(request, username):
    """`wanted`: 1 to follow, 0 to follow no longer. Sent twice, it is done once."""
    person = person_or_404(request, username)
    change = follow_services.follow_person if request.POST.get("wanted") == "1" else follow_services.unfollow_person
    try:
        change(follower=request.user, followed=person)
    except User.DoesNotExist:
        raise Http404 from None
    return go_back(request, person)


@login_required
@require_POST
def silence(request, username):
    """`kind`: block, mute, or empty to lift either."""
    person = get_object_or_404(User, username__iexact=username)  # whom one blocked is found by nobody but this form
    kind = request.POST.get("kind", "")
    if kind not in Silence.Kind.values:
        if silence_services.lift_silence(person=request.user, other=person):
            messages.success(request, _("%(name)s is back.") % {"name": person.name})
        return go_back(request, "leaderboard:people-settings")
    try:
        silence_services.silence_person(person=request.user, other=person_or_404(request, username), kind=kind)
    except User.DoesNotExist:
        raise Http404 from None
    text = _("Blocked. Neither of you finds the other any more.") if kind == Silence.Kind.BLOCK else _("Muted. They will not know.")
    messages.success(request, text)
    return redirect(reverse("leaderboard:people-settings") + "#silences")


def _month(text: str, default: date) -> date | None:
    """The first day of "2026-11"; None for what is no month."""
    if not text:
        return default
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _day(month: date, text: str) -> date | None:
    try:
        return month.replace(day=int(text))
    except (ValueError, OverflowError):
        return None
