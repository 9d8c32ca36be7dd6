"""What a person is asked before something of theirs is processed that needs their consent, and who erases it.

The text lives here so that it has a version; its translations are in locale/ like every other sentence.
Change a text and raise its version: people are then asked again, and nothing is processed until they agree.
Each app that keeps something under a consent registers a function that erases it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Purpose:
    """`points`: headings and sentences of the text. `kinds`: what an erasure counts, with its labels."""

    key: str
    version: int
    title: str
    points: tuple[tuple[str, str], ...]
    kinds: dict[str, str]

    def receipt(self, counts: dict[str, int]) -> list[tuple[str, int]]:
        """What was deleted: every kind's label and how many."""
        return [(str(label), counts.get(kind, 0)) for kind, label in self.kinds.items()]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What went: how many of each kind, and the stored files that must go once the rows are gone for certain."""

    counts: Counter = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)

    def __add__(self, other: "Erasure") -> "Erasure":
        return Erasure(self.counts + other.counts, self.files + other.files)


FACE_RECOGNITION = Purpose(
    key="face_recognition",
    version=1,
    title=_("Recognising faces"),
    points=(
        (
            _("What it is for"),
            _(
                "To tell who of the people in your own gallery is in a photo or before your camera, and to keep check-in "
                "lists if you open them. For nothing else: no advertising, no training of networks."
            ),
        ),
        (
            _("What is computed"),
            _(
                "From each face a small crop and 128 numbers, its embedding, which stand for how the face looks. They are "
                "biometric data. Photos that are only searched are forgotten as soon as they are answered."
            ),
        ),
        (
            _("How long it is kept"),
            _(
                "Until you withdraw this consent, delete the person or your account, and never longer than a year after a "
                "sample was last of use. A sample that you remove is gone at once."
            ),
        ),
        (
            _("Who sees it"),
            _(
                "You. The people of your gallery who link their own account see their own entries. Our staff see names, "
                "counts and thumbnails, and can delete. Nobody ever reads the embeddings, and nobody else searches your "
                "gallery unless you let yourself be recognised by everyone on this site."
            ),
        ),
        (
            _("Other people's faces"),
            _(
                "You may enrol somebody else only with their consent. You declare it for each person, and they may have "
                "their entry deleted at any time."
            ),
        ),
        (
            _("Taking it back"),
            _(
                "With one button, at any time, without giving reasons. Samples, embeddings and the history of recognition "
                "are deleted at once and you get a receipt. Everything else on this site works without this consent."
            ),
        ),
    ),
    kinds={
        "people": _("People"),
        "samples": _("Face samples, each with its embedding"),
        "corrections": _("Corrections"),
        "sessions": _("Check-in sessions"),
        "check_ins": _("Check-ins"),
        "files": _("Pictures of faces"),
    },
)

PURPOSES = {FACE_RECOGNITION.key: FACE_RECOGNITION}

_erasers: dict[str, list[Callable[[User], Erasure]]] = {key: [] for key in PURPOSES}


def register_eraser(purpose: Purpose, eraser: Callable[[User], Erasure]) -> None:
    """Have `eraser(user)` delete the rows kept under `purpose`. It is called inside a transaction, from AppConfig.ready on."""
    _erasers[purpose.key].append(eraser)


def erase(user: User, purposes: Iterable[Purpose]) -> Erasure:
    """Delete what is kept of the user under these purposes; the files are for the caller to delete after the commit."""
    return sum((eraser(user) for purpose in purposes for eraser in _erasers[purpose.key]), Erasure())
