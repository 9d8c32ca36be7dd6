"""What people write, as plain text that can harm no page: nothing invisible, nothing that turns or covers its neighbours.

Links are not made and HTML stays text: templates escape it.
"""

import re
import unicodedata

# Characters that turn the direction of all the text after them, names of others included.
_TURNS_TEXT = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and signs that show nothing, but are not spaces to Unicode.
_BLANK_LETTERS = set("\u115f\u1160\u2800\u3164\uffa0")
# Joiners, which emoji, Persian and the scripts of India are written with.
_JOINERS = set("\u200c\u200d")
MOST_MARKS = 4  # on one letter: Vietnamese, Hebrew and Thai need fewer


def clean_line(text: str) -> str:
    """The text on one line, spaces single."""
    return " ".join(_visible(text, keep="").split())


def clean_text(text: str, most_lines: int) -> str:
    """The text in its lines, with at most one empty line in a row; what comes after `most_lines` is on the last one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(" ".join(line.split()) for line in _visible(text, keep="\n").split("\n"))
    lines = re.sub(r"\n{3,}", "\n\n", text.strip()).split("\n")
    return "\n".join([*lines[: most_lines - 1], " ".join(lines[most_lines - 1 :])]).strip()


def _visible(text, keep):
    kept, marks = [], 0
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if character in keep or character in _JOINERS:
            kept.append(character)
        # Cc: control characters; Cs: halves of characters, which the database refuses; Zl, Zp: ends of lines in disguise.
        elif category in {"Cc", "Cs", "Zl", "Zp"} or character in _TURNS_TEXT or character in _BLANK_LETTERS:
            kept.append(" ")
        elif category != "Cf" and marks <= MOST_MARKS:  # Cf: what else cannot be seen
            kept.append(character)
    cleaned = "".join(kept)
    # Joiners that join nothing would be an empty text of some length.
    return cleaned if cleaned.strip(" \n\u200c\u200d\ufe0e\ufe0f") else ""
