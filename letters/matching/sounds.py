"""Consonant classes of a word in Hebrew, Latin or Cyrillic letters, as a list of possible codes.

As Daitch and Mokotoff do it for names in many alphabets: letters that one script writes alike have
one class, a letter with two sounds gives two codes, vowels are left out. Only family names and
names that no table has are compared so: far too many given names sound alike.
"""

import re
from functools import lru_cache
from itertools import product

from letters.matching.spelling import CYRILLIC, HEBREW, LATIN, fold, script_of

_MAX_CODES = 16
# The ends of names that one language writes with tz and another with ch.
_ENDS = {
    LATIN: (re.compile("[vf]i(?:tz|ts|ch|c|z|s)$"), "vitz"),
    CYRILLIC: (re.compile("ви[чц]$"), "виц"),
    HEBREW: (re.compile("בי?[צטס]['׳]?$|ווי?[צטס]$|ו[יב]יצ$"), "ביצ"),
}
# Longest first; the classes: B P G D K X C S Z T L M N R H, nothing for a vowel.
_SOUNDS: dict[str, dict[str, tuple[str, ...]]] = {
    LATIN: {
        "dzh": ("G",),
        "zh": ("Z",),
        "ch": ("X", "C", "K"),
        "tz": ("C",),
        "sh": ("S",),
        "b": ("B",),
        "v": ("B",),
        "p": ("P",),
        "f": ("P",),
        "g": ("G",),
        "d": ("D",),
        "k": ("K",),
        "s": ("S",),
        "z": ("Z", "C"),
        "t": ("T",),
        "l": ("L",),
        "m": ("M",),
        "n": ("N",),
        "r": ("R",),
        "h": ("", "X"),
        "j": ("", "X", "G"),
    },
    HEBREW: {
        "ב": ("B",),
        "ג": ("G",),
        "ד": ("D",),
        "ז": ("Z",),
        "ח": ("X", ""),
        "ט": ("T",),
        "כ": ("K", "X"),
        "ל": ("L",),
        "מ": ("M",),
        "נ": ("N",),
        "ס": ("S",),
        "פ": ("P",),
        "צ": ("C",),
        "ק": ("K",),
        "ר": ("R",),
        "ש": ("S",),
        "ת": ("T", "S"),
        "ו": ("", "B"),
    },
    CYRILLIC: {
        "дж": ("G",),
        "б": ("B",),
        "в": ("B",),
        "п": ("P",),
        "ф": ("P",),
        "г": ("G", ""),
        "д": ("D",),
        "ж": ("Z",),
        "з": ("Z",),
        "к": ("K",),
        "л": ("L",),
        "м": ("M",),
        "н": ("N",),
        "р": ("R",),
        "с": ("S",),
        "т": ("T",),
        "х": ("X", ""),
        "ц": ("C",),
        "ч": ("C", "X"),
        "ш": ("S",),
        "щ": ("S",),
    },
}


@lru_cache(maxsize=65_536)
def sound_codes(word: str) -> frozenset[str]:
    """The codes of a word of `words_of`; empty for a script without classes."""
    script = script_of(word)
    if script not in _SOUNDS:
        return frozenset()
    end, written = _ENDS[script]
    folded = end.sub(written, fold(word))
    parts = list(_classes(folded, _SOUNDS[script]))
    codes: set[str] = set()
    for choice in product(*parts):
        codes.add(re.sub(r"(.)\1+", r"\1", "".join(choice)))
        if len(codes) >= _MAX_CODES:
            break
    return frozenset(codes)


def _classes(word: str, sounds: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    place = 0
    while place < len(word):
        for length in (3, 2, 1):
            piece = word[place : place + length]
            if len(piece) == length and piece in sounds:
                found.append(sounds[piece])
                break
        else:
            length = 1
        place += length
    return found


_COARSE = {**dict.fromkeys("KXCZ", "1"), **dict.fromkeys("STD", "2"), **dict.fromkeys("BPG", "")}


@lru_cache(maxsize=65_536)
def coarse_code(word: str) -> str:
    """One code for a word, so coarse that every code of each of its spellings falls into it."""
    codes = sorted(sound_codes(word), key=lambda code: (-len(code), code))
    longest = codes[0] if codes else word
    merged = "".join(_COARSE.get(sound, sound) for sound in longest)
    return re.sub(r"(.)\1+", r"\1", merged)[:4]
