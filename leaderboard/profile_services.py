"""Who may see what of a person."""

from accounts import limits
from accounts.models import User
from leaderboard.models import Profile

AUDIENCES = ["diary_for", "ties_for", "comments_from"]


def choose_audiences(*, person: User, **audiences: str) -> Profile:
    """Set some of AUDIENCES, each to an `Audience`.

    Raises:
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=person, action="profile")
    unknown = set(audiences) - set(AUDIENCES)
    if unknown:
        raise TypeError(f"choose_audiences() takes {AUDIENCES}, not {sorted(unknown)}")
    return Profile.objects.update_or_create(person=person, defaults=audiences)[0]
