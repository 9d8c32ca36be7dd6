"""What others keep when somebody's account goes: their counters without the likes, comments and follows that go with it.

Votes in battles stay, without a name: other people's ratings rest on them.
"""

from accounts.models import User
from leaderboard.comment_services import forget_comments
from leaderboard.follow_services import count_without
from leaderboard.like_services import forget_likes


def take_leave(person: User) -> None:
    """Called within the transaction that deletes the account, just before its rows go."""
    forget_likes(person=person)
    forget_comments(person=person)
    count_without(person)
