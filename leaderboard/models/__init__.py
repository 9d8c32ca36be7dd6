"""What people put on the board and what others make of it: one file for each thing."""

from leaderboard.models.battles import BattleVote
from leaderboard.models.bookmarks import Bookmark, Collection
from leaderboard.models.cards import ShareCard
from leaderboard.models.comments import Comment
from leaderboard.models.hall import WeekPlace
from leaderboard.models.likes import Like, Sighting
from leaderboard.models.moderation import HiddenPicture, ModerationAction, Report
from leaderboard.models.notices import Notification
from leaderboard.models.people import Follow, Profile, Silence
from leaderboard.models.results import RANK_CAP, Entry, SharedResult, SharedResultQuerySet

__all__ = [
    "RANK_CAP",
    "BattleVote",
    "Bookmark",
    "Collection",
    "Comment",
    "Entry",
    "Follow",
    "HiddenPicture",
    "Like",
    "ModerationAction",
    "Notification",
    "Profile",
    "Report",
    "ShareCard",
    "SharedResult",
    "SharedResultQuerySet",
    "Sighting",
    "Silence",
    "WeekPlace",
]
