"""How plausible a text is as a list of names: no word mixes alphabets, and letters are common."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_WORD = re.compile(r"[^\s,;|\t()/\-–—:.'\"׳״’‘“”!?&0-9]+")
_FINALS, _NOT_FINAL = frozenset("ךםןףץ"), frozenset("כמנצ")
_RARE_CYRILLIC = frozenset("ЂЃђѓЉЊЌЋЏљњќћџЎўЈҐЄєЇїІіѕјЅъэщ")
_VOWELS = frozenset("аеёиоуыэюяАЕЁИОУЫЭЮЯ")
_NEVER_FIRST = frozenset("ьъыЬЪЫ")
_LATIN_MARKED = frozenset("àâäáãåæçéèêëíìîïñóòôöõœøúùûüýÿßÀÂÄÁÇÉÈÊËÍÎÏÑÓÔÖÚÙÛÜŒšžŠŽ")
_COMMON_MARKED = frozenset("éèêëçàâîïôûùüöäñáíóúÉ")


def plausibility(text: str) -> float:
    """From about -2 to 1: the mean over all words that are not ASCII; 1 if there are none."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not words:
        return 1.0
    return sum(_word(word) for word in words) / len(words)


def is_reversed_hebrew(text: str) -> bool:
    """Whether more words begin with a final letter than end with one: visual order."""
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    first = sum(word[0] in _FINALS for word in words)
    return first > sum(word[-1] in _FINALS for word in words)


def script_of(character: str) -> str:
    """HEBREW, LATIN, CYRILLIC or another first word of a character's Unicode name."""
    return unicodedata.name(character, "UNKNOWN").split(" ", 1)[0]


def _word(word: str) -> float:
    letters = [c for c in word if c.isalpha()]
    others = sum(not c.isalpha() and not unicodedata.category(c).startswith("M") for c in word)
    if not letters:
        return -1.0
    scripts = {script_of(c) for c in letters}
    if len(scripts) > 1:
        return -2.0
    judge = {"HEBREW": _hebrew, "CYRILLIC": _cyrillic, "LATIN": _latin}.get(scripts.pop())
    return (judge(word, letters) if judge else -1.0) - others


def _hebrew(word: str, letters: Sequence[str]) -> float:
    marks = len(word) - len(letters)
    # A pointed word has at most about two marks a letter, and never begins with one.
    value = 1.0 if not marks else (0.7 if word[0] in letters else -2.0)
    value -= sum(c in _FINALS for c in letters[:-1])
    if len(letters) > 1 and letters[-1] in _NOT_FINAL:
        value -= 0.4
    if any(a == b == c for a, b, c in zip(letters, letters[1:], letters[2:], strict=False)):
        value -= 0.5
    return value


def _cyrillic(word: str, letters: Sequence[str]) -> float:
    value = 1.0 - 2 * sum(c in _RARE_CYRILLIC for c in letters) / len(letters)
    if letters[0] in _NEVER_FIRST:
        value -= 1.0
    # Vowels and consonants take turns; in letters of another encoding they do so by chance.
    pairs = list(pairwise(letters))
    turns = sum((a in _VOWELS) != (b in _VOWELS) for a, b in pairs)
    value -= max(0.0, 0.6 - turns / len(pairs)) if pairs else 0.3
    return value + _case(word) - (0.0 if word.istitle() else 0.3)


def _latin(word: str, letters: Sequence[str]) -> float:
    marked = [c for c in letters if not c.isascii()]
    if any(c not in _LATIN_MARKED for c in marked):
        return -1.0
    value = 1.0 if all(c in _COMMON_MARKED for c in marked) else 0.6
    if len(marked) * 2 > len(letters):
        value -= 2.0
    if any(one.islower() and other in marked and other.isupper() for one, other in pairwise(word)):
        value -= 1.5  # “PrÇnom”: only letters without marks are a second capital, as in McDonald
    return value + _case(word)


def _case(word: str) -> float:
    """Names are Capitalised, lower or UPPER, with a second capital as in McDonald at most."""
    if word.islower() or word.isupper() or word.istitle():
        return 0.0
    return 0.0 if word[0].isupper() and sum(c.isupper() for c in word) == 2 else -1.5
