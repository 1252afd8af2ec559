"""How well two given names, or two family names, agree."""

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import DamerauLevenshtein

from letters.matching.reduced import reduced
from letters.matching.sounds import sound_codes
from letters.matching.spelling import CYRILLIC, HEBREW, LATIN, fold, script_of
from letters.matching.tables import Known, family_names, given_names

_MAX_WORDS = 4  # of a given name; more are compared in their order only
_MIN_SOUNDS = 3  # consonants, for sounds alone to make two family names one


class Degree(IntEnum):
    """From contradiction to certainty; UNKNOWN where one of the two is empty."""

    DIFFERENT = 0
    UNKNOWN = 1
    MAYBE = 2
    SAME = 3


@lru_cache(maxsize=65_536)
def name_degree(a: tuple[str, ...], b: tuple[str, ...], gender: str) -> Degree:
    """How two given names agree: one of two names may be both, two that share one are not one."""
    if not a or not b:
        return Degree.UNKNOWN
    if a == b or _together(a) == _together(b):
        return Degree.SAME
    shorter, longer = sorted((_joined(a), _joined(b)), key=lambda words: (len(words), words))
    if len(longer) > _MAX_WORDS:
        return (
            Degree.DIFFERENT if len(shorter) != len(longer) else _in_order(shorter, longer, gender)
        )
    if len(shorter) == len(longer):
        in_order = _in_order(shorter, longer, gender)
        if in_order != Degree.DIFFERENT:
            return in_order
    fits = any(
        _in_order(shorter, chosen, gender) != Degree.DIFFERENT
        for chosen in permutations(longer, len(shorter))
    )
    return Degree.MAYBE if fits else Degree.DIFFERENT


@lru_cache(maxsize=65_536)
def family_degree(a: tuple[str, ...], b: tuple[str, ...]) -> Degree:
    """How two family names agree: by the table, else by their sounds."""
    if not a or not b:
        return Degree.UNKNOWN
    whole = _family_word("".join(a), "".join(b))
    if whole != Degree.DIFFERENT or len(a) == len(b) == 1:
        return whole
    shorter, longer = sorted((a, b), key=lambda words: (len(words), words))
    if len(shorter) == len(longer):
        degrees = [_family_word(x, y) for x, y in zip(a, b, strict=True)]
        return min(degrees)
    fits = all(
        any(_family_word(word, other) == Degree.SAME for other in longer) for word in shorter
    )
    return Degree.MAYBE if fits else Degree.DIFFERENT


def _together(words: tuple[str, ...]) -> str:
    return fold("".join(words))


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(given_names().join([fold(word) for word in words]))


def _in_order(a: Sequence[str], b: Sequence[str], gender: str) -> Degree:
    return min(_given_word(x, y, gender) for x, y in zip(a, b, strict=True))


@lru_cache(maxsize=65_536)
def _given_word(a: str, b: str, gender: str) -> Degree:
    if a == b:
        return Degree.SAME
    if min(len(a), len(b)) == 1:  # an initial
        return Degree.MAYBE if a[0] == b[0] else Degree.DIFFERENT
    known_a, known_b = given_names().look_up(a, gender), given_names().look_up(b, gender)
    found = _known(known_a, known_b)
    if found != Degree.DIFFERENT or (known_a.strict and known_b.strict):
        return found
    return _unknown_given(a, b, both=not known_a.strict and not known_b.strict)


def _known(a: Known, b: Known) -> Degree:
    if a.strict & b.strict:
        return Degree.SAME
    if a.strict & b.loose or a.loose & b.strict:
        return Degree.MAYBE
    if a.loose & b.loose and not (a.strict and b.strict):
        return Degree.MAYBE
    return Degree.DIFFERENT


def _unknown_given(a: str, b: str, *, both: bool) -> Degree:
    """At least one is in no table: by sound across scripts, else by a slip of the keyboard."""
    if both and reduced(a) == reduced(b):
        return Degree.SAME
    alike = sound_codes(a) & sound_codes(b)
    if script_of(a) != script_of(b):
        if both and any(len(code) >= _MIN_SOUNDS for code in alike):
            return Degree.SAME
        return Degree.MAYBE if any(len(code) > 1 for code in alike) else Degree.DIFFERENT
    if script_of(a) == HEBREW:
        # One yod, vav or alef more is another name.
        return Degree.DIFFERENT
    if alike and _near(a, b, 2):
        return Degree.MAYBE
    return Degree.MAYBE if min(len(a), len(b)) > 5 and _near(a, b, 1) else Degree.DIFFERENT


def _near(a: str, b: str, slips: int) -> bool:
    return DamerauLevenshtein.distance(a, b, score_cutoff=slips) <= slips


@lru_cache(maxsize=65_536)
def _family_word(a: str, b: str) -> Degree:
    plain_a, plain_b = fold(a), fold(b)
    if plain_a == plain_b:
        return Degree.SAME
    known_a, known_b = family_names().look_up(plain_a), family_names().look_up(plain_b)
    if known_a and known_b:
        return _known(known_a, known_b)
    if script_of(a) == script_of(b):
        return _same_script(plain_a, plain_b)
    return _across(a, b)


def _across(a: str, b: str) -> Degree:
    codes_a, codes_b = sound_codes(a), sound_codes(b)
    alike = codes_a & codes_b
    if any(len(code) >= _MIN_SOUNDS for code in alike):
        return Degree.SAME
    if any(len(code) > 1 for code in alike):
        return Degree.MAYBE
    near = any(
        len(x) > _MIN_SOUNDS and len(y) > _MIN_SOUNDS and _near(x, y, 1)
        for x in codes_a
        for y in codes_b
    )
    return Degree.MAYBE if near else Degree.DIFFERENT


def _same_script(a: str, b: str) -> Degree:
    skeleton_a, skeleton_b = _skeleton(a), _skeleton(b)
    if skeleton_a == skeleton_b:
        return Degree.SAME if len(skeleton_a) >= _MIN_SOUNDS else Degree.MAYBE
    shorter = min(len(a), len(b))
    if sound_codes(a) & sound_codes(b) and _near(a, b, 1 if shorter < 6 else 2):
        return Degree.MAYBE
    return Degree.MAYBE if shorter > 5 and _near(a, b, 1) else Degree.DIFFERENT


_SKELETONS: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    # Vowel letters inside a Hebrew word, and the ayin of Yiddish spelling.
    HEBREW: (
        (re.compile("(?<=.)[אויע]+(?=.)"), ""),
        (re.compile("(?<=.)[אה]$"), ""),
    ),
    LATIN: (
        (re.compile("s(?:h)?(?=[tp])"), "s"),
        (re.compile("[vf]i(?:tz|ts|ch|c|z)$"), "vitz"),
        (re.compile("of$"), "ov"),
        (re.compile("oi|au|ow"), "au"),
        (re.compile("gh"), "g"),
        (re.compile("dt$"), "d"),
        (re.compile("(?<=[^aeiou])e$"), ""),
        (re.compile("eiy|ei|ai|ay"), "ei"),
        (re.compile("ski[jy]?$"), "ski"),
    ),
    CYRILLIC: (
        (re.compile("ви[чц]$"), "виц"),
        (re.compile("ш(?=[тп])"), "с"),
        (re.compile("о[виу]м$"), "аум"),
        (re.compile("(?:ск|цк)и+$"), "ски"),
    ),
}


def _skeleton(word: str) -> str:
    for pattern, replacement in _SKELETONS.get(script_of(word), ()):
        word = pattern.sub(replacement, word)
    return word
