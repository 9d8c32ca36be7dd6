"""A username from a person's name."""

import re
import secrets
import unicodedata
from collections.abc import Iterator

# Revised Romanization of Korean: the three parts of a syllable, in the order in which Unicode numbers them.
INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
VOWELS = ["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"]
FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".replace("-", "").split(" ")
FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3

LONGEST_BASE = 24  # leaves room for the digits
FALLBACK = "guest"
# Who signs up by one of these names would be taken for us.
RESERVED = frozenset(
    {
        "admin",
        "administrator",
        "eva-ranks",
        "evaranks",
        "help",
        "moderator",
        "official",
        "root",
        "security",
        "staff",
        "support",
        "system",
        "team",
        "webmaster",
    }
)


def romanise(text: str) -> str:
    """Hangul in Latin letters, syllable by syllable; all else as it is."""
    return "".join(_syllable(letter) if FIRST_SYLLABLE <= ord(letter) <= LAST_SYLLABLE else letter for letter in text)


def _syllable(letter: str) -> str:
    initial, rest = divmod(ord(letter) - FIRST_SYLLABLE, len(VOWELS) * len(FINALS))
    vowel, final = divmod(rest, len(FINALS))
    return INITIALS[initial] + VOWELS[vowel] + FINALS[final]


def base_of(name: str) -> str:
    """Lower-case Latin letters, digits and dashes, 3 to 24 of them: "Zoë Ōta" becomes zoe-ota, "김민지" gimminji."""
    plain = unicodedata.normalize("NFKD", romanise(unicodedata.normalize("NFC", name))).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_BASE].rstrip("-")
    return base if len(base) >= 3 else FALLBACK


def suggestions(name: str) -> Iterator[str]:
    """The name itself, then with ever more random digits behind it. It does not end; most are free."""
    base = base_of(name)
    if base != FALLBACK and base not in RESERVED:
        yield base
    digits = 4
    while True:
        yield f"{base}-{secrets.randbelow(10**digits):0{digits}}"
        digits = min(digits + 1, 29 - LONGEST_BASE)
