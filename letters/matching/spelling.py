"""Spellings folded so that forms which differ only by keyboard or transliteration become equal.

Nothing here changes a name: a folded form is compared and never shown, printed or stored as a name.
"""

import re
import unicodedata
from functools import lru_cache

HEBREW, LATIN, CYRILLIC, OTHER = "hebrew", "latin", "cyrillic", "other"

_FINALS = str.maketrans("םןץףך", "מנצפכ")
# Yiddish digraphs; no Unicode form decomposes them.
_LIGATURES = str.maketrans({"װ": "וו", "ױ": "וי", "ײ": "יי"})
_QUOTES = re.compile("[\u0027\u0022\u0060\u00b4\u2018-\u201f\u02bc\u02b9\u05f3\u05f4\u2032\u2033]")
_BREAKS = re.compile(r"[\s\-\u05be\u2010-\u2015.,/_()\[\]]+")
_STROKES = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "e", "œ": "e", "đ": "d", "ı": "i"})
_VOWELS = "aeiou"

_LATIN_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("tsch|tch|cz", "ch"),
        ("sch|sz", "sh"),
        ("tz|ts|tc", "tz"),
        ("kh", "ch"),
        ("ph", "f"),
        ("ck|q", "k"),
        ("w", "v"),
        ("x", "ks"),
        ("c(?!h)", "k"),
        ("th", "t"),
        ("(?<!z)ee", "i"),  # not of Zeev
        ("oo|ou", "u"),
        (r"(.)\1+", r"\1"),
        ("[ea][yi](?![aeiouy])", "ei"),
        ("oy", "oi"),
        ("uy", "ui"),
        ("iy(?=[aeiou])", "i"),
        ("(?<=[aeou])i(?=[aeou])", "y"),
        ("(?<=[^aeiou])y(?=[^aeiou]|$)", "i"),
        ("(?<=[^aeiou])y(?=[aeou])", "i"),
        ("ie$", "i"),
        ("(?<=[aeo])h(?![aeiouy])", ""),
    )
)
_CYRILLIC_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("[ёэ]", "е"),
        ("й", "и"),
        ("[ъь]", ""),
        ("h", "г"),  # a Latin h stands for ה in some registers
        (r"(.)\1+", r"\1"),
        ("ия$|ья$", "я"),
    )
)


def script_of(word: str) -> str:
    """The script of a word's first letter."""
    for character in word:
        if "\u05d0" <= character <= "\u05ea":
            return HEBREW
        if "\u0400" <= character <= "\u04ff":
            return CYRILLIC
        if character.isalpha():
            return LATIN if character.isascii() else OTHER
    return OTHER


def words_of(text: str) -> list[str]:
    """The words of a name without marks, quotes, points and controls, in lower case.

    Dashes and points part words; a geresh or an apostrophe belongs to the word and is dropped.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_LIGATURES)
    plain = _QUOTES.sub("", plain)
    decomposed = unicodedata.normalize("NFKD", plain.casefold()).replace("и\u0306", "й")
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf", "Cc"})
    return _BREAKS.sub(" ", kept.translate(_STROKES).translate(_FINALS)).split()


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """The form of one word (of `words_of`) by which its script's usual variants are equal."""
    script = script_of(word)
    if script == LATIN:
        return _apply(_LATIN_RULES, word)
    if script == CYRILLIC:
        return _apply(_CYRILLIC_RULES, word)
    if script == HEBREW:
        return re.sub("(?<=.)(יי|וו)", lambda found: found.group()[0], word)
    return word


def _apply(rules: tuple[tuple[re.Pattern[str], str], ...], word: str) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word
