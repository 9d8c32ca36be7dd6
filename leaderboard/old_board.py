"""What was wrong with the board before this one, and our answer to each: (complaint, answer, where to see it)."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Answer(NamedTuple):
    """`page`: the name of an address that everybody may open."""

    complaint: str
    answer: str
    page: str
    link: str


ANSWERS = (
    Answer(
        _("It ranked how sure the network was of itself."),
        _(
            "People decide. Likes count by the lowest share of viewers that they allow for, battles by a rating that knows its own "
            "uncertainty, and Eva's score is one ranking among others."
        ),
        "leaderboard:board",
        _("The board and its rankings"),
    ),
    Answer(
        _("No votes: nobody could say what they thought."),
        _("Two looks of one style side by side, no names, no scores. One vote per person and pair, never one's own."),
        "leaderboard:battle",
        _("Battles"),
    ),
    Answer(
        _("A ring of friends could have stuffed it."),
        _(
            "Young accounts weigh less, pairs are chosen for you, and everything has a pace. A simulation with sock puppets runs with "
            "our measurements."
        ),
        "leaderboard:battle",
        _("Battles"),
    ),
    Answer(
        _("It was split into “Eva's man” and “Eva's woman”."),
        _("Styles are for everybody. Nobody is asked for a gender, and none is guessed."),
        "leaderboard:board",
        _("The styles on the board"),
    ),
    Answer(
        _("Second and third place were random numbers."),
        _("All three come from the same reading, with the share that the network gave them."),
        "analysis:studio",
        _("Show Eva a photo"),
    ),
    Answer(
        _("The heat map was wrong, and never shown."),
        _(
            "It is computed from the class' own weights, laid exactly over the photo, and shown: in the studio, on the board "
            "and on the card that you pass on."
        ),
        "analysis:studio",
        _("Show Eva a photo"),
    ),
    Answer(
        _("Pictures were squashed; sideways ones stayed sideways."),
        _("Every photo keeps its shape, is turned upright, and may be a HEIC from a phone."),
        "analysis:studio",
        _("Show Eva a photo"),
    ),
    Answer(
        _("Whatever was uploaded was public."),
        _(
            "A photo is private until you share it, is served through a permission check, and carries no place or device any "
            "more. You may share without your name, or without your face."
        ),
        "accounts:privacy",
        _("Privacy centre"),
    ),
    Answer(
        _("Anybody could sign in as anybody through a callback address."),
        _("The sign-in through other sites is bound to the browser that began it, and never takes over an account with the same address."),
        "accounts:login",
        _("Sign in"),
    ),
    Answer(
        _("A mere link could delete or publish something."),
        _("Nothing changes by opening an address: every change is a form with a secret of its own."),
        "analysis:developers",
        _("For developers"),
    ),
    Answer(
        _("No follows, no comments, nothing to come back to."),
        _("Follow people, comment, keep looks in collections, and hear about it live. A week closes with a hall of fame."),
        "leaderboard:hall",
        _("Hall of fame"),
    ),
    Answer(
        _("No reports, no moderation, no admin."),
        _(
            "Every look, comment and person can be reported. Doubtful pictures wait for a human, who writes down what they "
            "did, can undo it, and tells you."
        ),
        "leaderboard:board",
        _("The board"),
    ),
    Answer(
        _("One endless list, which slowed down as it grew."),
        _("Pages by cursor straight from an index, and the looks near your own rank."),
        "leaderboard:board",
        _("The board"),
    ),
    Answer(
        _("Nothing could be deleted or taken along."),
        _("An export with every picture; an account deleted at once, everywhere, with a receipt."),
        "accounts:privacy",
        _("Privacy centre"),
    ),
    Answer(
        _("No camera, no keyboard, scrolling blocked, one language at a time."),
        _("The camera on phones too, everything by keyboard, in English and in Korean, in light and in dark."),
        "analysis:mirror",
        _("The mirror"),
    ),
    Answer(
        _("A shared link showed nothing in a chat."),
        _("Each look has a card: photo, style, score and heat map, drawn when it is first asked for and gone when the look goes."),
        "leaderboard:board",
        _("Open a look and pass it on"),
    ),
)
