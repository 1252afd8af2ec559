"""A coarse form of a given name, by which a spelling that no table has is led to one that is there.

Spellings of one name in different countries become equal: Chaye, Haya and Хая; Yehudis and Yehudit;
Getzl and Getzel. Two names of the table never become one by it: a form that several of them share
only asks (`Table.look_up`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from letters.matching.spelling import CYRILLIC, HEBREW, LATIN, fold, script_of

Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> Rules:
    return tuple((re.compile(pattern), written) for pattern, written in pairs)


_CYRILLIC_LETTERS = {
    **dict(zip("абвгдезиклмнопрстуфы", "abvgdeziklmnoprstufi", strict=True)),
    **dict(zip("жхцчшщюя", ["zh", "ch", "tz", "ch", "sh", "sh", "yu", "ya"], strict=True)),
}
_CYRILLIC_RULES = _rules(
    ("дж|дз", "j"),
    ("(?<=[бвгджзклмнпрстфхцчшщ])я", "а"),
    ("(?<=[бвгджзклмнпрстфхцчшщ])ю", "у"),
    ("^е|(?<=[аиоуыя])е", "йе"),
    ("^и(?=[аеоуыяю])", "й"),
    ("й", "y"),
)
_LATIN_RULES = _rules(
    ("gu(?=[ei])", "g"),
    ("sch", "sh"),
    ("ch", "H"),
    ("h(?=$|[^aeiou])|(?<!s)h", ""),
    ("sH", "sh"),
    ("tz", "z"),
    ("j", "y"),
    ("o[iy]", "o"),
    ("e[iy](?![aeo])", "e"),
    ("o", "a"),
    ("^[yi](?=[eiy])", ""),
    ("^i(?=[aou])", "y"),
    ("(?<=[^aeiou])[iy]?[ea]$", "a"),
    ("(?<=[aeiou])[iy]+(?=[aeou])", "y"),
    ("[au]s$", "at"),
    ("s$", "t"),
    ("(?<=.)e(?=[^aeiou])", ""),
    (r"(.)\1+", r"\1"),
)
_HEBREW_RULES = _rules(("(?<=.)[אע](?=.)", ""), ("(?<=.)[אע]$", "ה"), (r"(.)\1+", r"\1"))


@lru_cache(maxsize=65_536)
def reduced(folded: str) -> str:
    """The coarse form of a folded word; that of a Cyrillic one is in Latin letters."""
    script = script_of(folded)
    if script == CYRILLIC:
        return reduced(romanised(folded))
    rules = {LATIN: _LATIN_RULES, HEBREW: _HEBREW_RULES}.get(script, ())
    word = folded
    for pattern, written in rules:
        word = pattern.sub(written, word)
    return word


def romanised(folded: str) -> str:
    """A folded Cyrillic word in Latin letters, folded."""
    word = folded
    for pattern, written in _CYRILLIC_RULES:
        word = pattern.sub(written, word)
    return fold("".join(_CYRILLIC_LETTERS.get(letter, letter) for letter in word))


def reduced_writings(folded: str) -> Iterator[str]:
    """The coarse forms of a word, the likeliest first: as written, then as in other languages."""
    script = script_of(folded)
    if script == HEBREW:
        yield reduced(folded)
        return
    if script == CYRILLIC:
        for written in (folded, folded.replace("г", "х")):
            yield from _of_latin(romanised(written))
    if script == LATIN:
        yield from _of_latin(folded)


def _of_latin(word: str) -> Iterator[str]:
    yield reduced(word)
    if word.endswith("e"):  # mute in French
        yield reduced(word[:-1])
    for written, other in (
        ("j", "ch"),
        ("ch", "sh"),
        ("(?<![cs])h", "ch"),
        ("ch", "h"),
        ("u", "o"),
        ("(?<!t)z", "s"),
        ("s(?!h)", "z"),
    ):
        changed = re.sub(written, other, word)
        if changed != word:
            yield reduced(changed)
            if changed.endswith("e"):
                yield reduced(changed[:-1])
