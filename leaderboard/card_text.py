"""Text on share cards: fonts that ship with this app, what they can draw, and how a line fits.

Display: Gloock for Latin, Noto Serif KR for Korean (KS X 1001's syllables). Everything else, names above all: Pretendard, with
every Hangul syllable, Latin, Greek, Cyrillic and kana. All three under the SIL Open Font License 1.1, see fonts/.
"""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

FOLDER = Path(__file__).parent / "fonts"
PLAIN = FOLDER / "pretendard.woff2"
DISPLAY = (settings.BASE_DIR / "static/fonts/gloock.woff2", FOLDER / "noto-serif-kr.woff2", PLAIN)
NO_CHARACTER = "\uffff"
ELLIPSIS = "…"


@lru_cache(maxsize=64)
def font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels."""
    return ImageFont.truetype(path, size)


@lru_cache(maxsize=4096)
def _covers_character(path: Path, character: str) -> bool:
    """Whether the font draws it as something else than its box for what is missing."""
    of = font(path, 20)
    return bytes(of.getmask(character)) != bytes(of.getmask(NO_CHARACTER))


def covers(path: Path, text: str) -> bool:
    return all(character.isspace() or _covers_character(path, character) for character in text)


def display_path(text: str) -> Path:
    """The first of the display fonts that has all of the text; the plain one where none has."""
    return next((path for path in DISPLAY if covers(path, text)), PLAIN)


def drawable(text: str) -> str:
    """The text without what no font here can draw (emoji, for one), or "" where a letter would be missing: better none than half."""
    text = unicodedata.normalize("NFC", text)
    kept = [character for character in text if covers(PLAIN, character) and unicodedata.category(character) != "Cf"]  # Cf: joiners
    lost = set(text) - set(kept)
    if any(unicodedata.category(character)[0] in "LN" for character in lost):
        return ""
    return " ".join("".join(kept).split())


def wrap(text: str, path: Path, size: int, width: float, lines: int) -> list[str] | None:
    """The text in so many lines at most, or None where it does not fit: a word that is too long alone is not broken."""
    of = font(path, size)
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if of.getlength(longer) <= width:
            rows[-1] = longer
        elif of.getlength(word) <= width and len(rows) < lines:
            rows.append(word)
        else:
            return None
    return rows


def fit(text: str, path: Path, sizes: range, width: float, lines: int) -> tuple[list[str], int]:
    """The lines at the largest of the sizes that fits; at the smallest broken anywhere, and cut off, where none does."""
    for size in sizes:
        rows = wrap(text, path, size, width, lines)
        if rows is not None:
            return rows, size
    return _broken(text, font(path, sizes[-1]), width, lines), sizes[-1]


def _broken(text, of, width, lines):
    rows = []
    while text and len(rows) < lines:
        end = _fitting(text, of, width)
        if end < len(text) and len(rows) < lines - 1:
            end = text.rfind(" ", 0, end + 1) + 1 or end
        elif end < len(text):
            rows.append(text[: _fitting(text, of, width - of.getlength(ELLIPSIS))].rstrip() + ELLIPSIS)
            break
        rows.append(text[:end].strip())
        text = text[end:].lstrip()
    return rows


def _fitting(text, of, width):
    """How many of its first characters are no wider than that; at least one, so that something is always said."""
    return max(1, bisect_right(range(1, len(text) + 1), width, key=lambda end: of.getlength(text[:end])))
