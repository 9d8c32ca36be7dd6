"""What the pages and the API tell about a person."""

from django.db.models import Q, QuerySet

from accounts.models import User
from leaderboard.audience import may_see, people_for
from leaderboard.models import Follow, Profile, Silence


def facts(person: User, viewer) -> dict:
    """The person's profile, what the viewer may see of them, and what is between the two. A handful of index probes."""
    profile = Profile.objects.of(person)
    known = viewer.is_authenticated and viewer.pk != person.pk
    silence = Silence.objects.filter(person=viewer, other=person).first() if known else None
    person.is_followed = known and Follow.objects.filter(follower=viewer, followed=person).exists()
    return {
        "person": person,
        "profile": profile,
        "is_me": viewer.pk == person.pk,
        "is_muted": silence is not None and silence.kind == Silence.Kind.MUTE,
        "sees_diary": may_see(viewer, person, profile.diary_for),
        "sees_ties": may_see(viewer, person, profile.ties_for),
    }


def ties_of(person: User, which: str, viewer) -> QuerySet[Follow]:
    """Rows of who follows the person ("followers") or whom they follow ("following"), without whom the viewer silenced."""
    one, other = ("followed", "follower") if which == "followers" else ("follower", "followed")
    rows = Follow.objects.filter(**{one: person, f"{other}__is_active": True}).select_related(other)
    silenced = Silence.objects.silenced_ids(viewer)
    return rows.exclude(**{f"{other}__in": silenced}) if silenced else rows


def search_people(viewer, text: str, most: int) -> list[User]:
    """People whose username or display name begins with `text`, whatever the case; `people_for` the viewer. Read from two indexes."""
    begins = Q(username__istartswith=text) | Q(display_name__istartswith=text)
    people = list(people_for(viewer).filter(begins).order_by("username")[:most])
    mark_followed(viewer, people)
    return people


def mark_followed(viewer, people: list[User]) -> None:
    """Set `is_followed` on each, as the viewer has it: one query for the whole page."""
    found = set()
    if viewer.is_authenticated and people:
        found = set(Follow.objects.filter(follower=viewer, followed__in=people).values_list("followed_id", flat=True))
    for person in people:
        person.is_followed = person.pk in found
