"""What this app keeps about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Kind

_STAFF = _("Which of our staff it was is their own business.")
_NOTE = _("What our staff write down for themselves may be about others, such as who told us. The reason is in the file.")

KINDS = (
    Kind("profile", _("Profile settings"), "leaderboard.Profile", ("person",), "leaderboard:people-settings"),
    Kind("shared_results", _("Results on the board"), "leaderboard.SharedResult", ("owner",), "analysis:looks"),
    Kind("share_cards", _("Share cards"), "leaderboard.ShareCard", ("result__owner",), "analysis:looks", "share-cards"),
    Kind("likes", _("Likes given"), "leaderboard.Like", ("person",)),
    Kind("sightings", _("Results looked at"), "leaderboard.Sighting", ("person",)),
    Kind("battle_votes", _("Votes in battles"), "leaderboard.BattleVote", ("voter",)),
    Kind("comments", _("Comments written"), "leaderboard.Comment", ("author",)),
    Kind("follows", _("People followed, and followers"), "leaderboard.Follow", ("follower", "followed")),
    Kind("silences", _("People blocked or muted"), "leaderboard.Silence", ("person",), "leaderboard:people-settings"),
    Kind("collections", _("Collections"), "leaderboard.Collection", ("owner",), "leaderboard:kept"),
    Kind("bookmarks", _("Results kept"), "leaderboard.Bookmark", ("owner",), "leaderboard:kept"),
    Kind("notifications", _("Notifications"), "leaderboard.Notification", ("recipient",), "leaderboard:notifications"),
    Kind("reports", _("Reports made"), "leaderboard.Report", ("reporter",), withheld={"resolved_by": _STAFF}),
    Kind(
        "moderation",
        _("Decisions of our staff"),
        "leaderboard.ModerationAction",
        ("person", "result__owner", "comment__author"),
        withheld={"actor": _STAFF, "note": _NOTE},
    ),
    Kind(
        "hidden_pictures", _("Fingerprints of pictures taken back while out of sight or reported"), "leaderboard.HiddenPicture", ("owner",)
    ),
    Kind("week_places", _("Places in the hall of fame"), "leaderboard.WeekPlace", ("result__owner",)),
)

EXEMPT = {
    "leaderboard.ModerationAction.actor": "what staff decided is told to whom it concerns, and kept as the site's record",
    "leaderboard.Notification.actor": "what others are told; what was done is with the likes, comments and follows",
    "leaderboard.Report.person": "who is reported does not learn by whom",
    "leaderboard.Report.resolved_by": "what staff decided is kept as the site's record",
    "leaderboard.Silence.other": "whom somebody does not want to hear is theirs to know",
}
