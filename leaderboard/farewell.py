"""What others keep when somebody's account goes: their counters without the likes, comments and follows that go with it.

Votes in battles stay, without a name: other people's ratings rest on them.
"""

from accounts.models import User
from analysis.models import Photo
from analysis.services import lock_photos
from leaderboard.comment_services import forget_comments
from leaderboard.follow_services import count_without
from leaderboard.like_services import forget_likes
from leaderboard.lock_order import lock_results_around


def take_leave(person: User) -> None:
    """Called within the transaction that deletes the account, just before its rows go."""
    lock_photos(photo_ids=Photo.objects.filter(owner=person).values_list("pk", flat=True))
    lock_results_around(person)
    forget_likes(person=person)
    forget_comments(person=person)
    count_without(person)
