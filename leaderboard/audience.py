"""Who may see what a person keeps to an audience, and who can reach whom at all."""

from django.db.models import QuerySet

from accounts.models import User
from leaderboard.models import Follow, Silence
from leaderboard.models.people import Audience


def may_see(viewer, owner: User, audience: str) -> bool:
    """Whether `viewer`, a person or nobody in particular, belongs to an `Audience` of the owner's.

    Whoever blocks the other belongs to none but their own.
    """
    if viewer.pk == owner.pk:
        return True
    if audience == Audience.ME or not viewer.is_authenticated:
        return audience == Audience.EVERYONE
    if owner.pk in Silence.objects.blocked_ids(viewer):
        return False
    return audience == Audience.EVERYONE or Follow.objects.filter(follower=viewer, followed=owner).exists()


def people_for(viewer) -> QuerySet[User]:
    """The people whom `viewer` can find: without closed accounts and those blocked in either direction. Staff find all."""
    people = User.objects.all()
    if viewer.is_authenticated and viewer.is_staff:
        return people
    blocked = Silence.objects.blocked_ids(viewer)
    people = people.filter(is_active=True)
    return people.exclude(pk__in=blocked) if blocked else people
