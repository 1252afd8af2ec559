"""Lines that may correct the one above them: “*Yosef ben Rivka”, “I meant Yosef ben Rivka”.

In English, Hebrew, Yiddish, Russian, French and Spanish.
"""

import re
from collections.abc import Sequence

from letters.reading.words import RELATION

_BULLET = re.compile(r"^[-–—•·●○◦▪▫■□►▶➤→>~+=_|°]")
_WORDS = (
    r"correct(?:ion|ed)|i meant?|mistakes?|typos?|should (?:be|say|read)|instead of|wrong|"
    r"תיקון|תקנו|טעות|צריך להיות|צ[\"״]ל|התכוונתי|הכוונה|כלומר|א טעות|איך האב געמיינט|"
    r"исправ\w+|опечатк\w+|ошиб\w+|вместо|вернее|точнее|имел[аи]? в виду|"
    r"je voulais (?:dire|écrire)|erreur|corrig\w+|au lieu|plutôt|"
    r"quise decir|quería decir|correcci[oó]n|corrij\w+|mejor dicho|en (?:vez|lugar) de"
)
_SAID = re.compile(rf"(?<!\w)(?:{_WORDS})(?!\w)", re.IGNORECASE)
# Before a name they excuse what was written; alone they may excuse anything.
_EXCUSE = re.compile(
    r"^\W*(?:sorry|oops|סליחה|אופס|לא,|אנטשולדיגט|извините|простите|pardon|désolée?|oups|"
    r"perdón|perdon|disculpe?)(?!\w)",
    re.IGNORECASE,
)


def of_corrections(lines: Sequence[tuple[int, str]]) -> frozenset[int]:
    """The numbers of the lines that may be corrections, and of those that they may correct."""
    stripped = [(number, text.strip()) for number, text in lines]
    names = [line for line in stripped if RELATION.search(line[1]) or _is_starred(line[1])]
    return frozenset(_by_stars(names)) | frozenset(_by_words(lines))


def _by_stars(names: Sequence[tuple[int, str]]) -> list[int]:
    """One or a few names with a star, below at least as many without a sign: no bullets."""
    found = list[int]()
    before, run = list[int](), list[int]()
    for number, text in (*names, (0, "")):
        if number and _is_starred(text):
            run.append(number)
            continue
        if run and len(run) <= len(before):
            found += before[-len(run) :] + run
        if run or _BULLET.match(text):
            before, run = [], []
        if not _BULLET.match(text):
            before.append(number)
    return found


def _is_starred(text: str) -> bool:
    """Whether a star is on one side; on both sides it makes a text bold."""
    return text.startswith("*") != text.endswith("*")


def _by_words(lines: Sequence[tuple[int, str]]) -> list[int]:
    found, above, is_open = list[int](), 0, False
    for number, text in lines:
        is_name = bool(RELATION.search(text))
        said = bool(_SAID.search(text) or (is_name and _EXCUSE.match(text)))
        if said and above:
            found.append(above)
        if is_name and (is_open or (said and above)):
            found.append(number)
        is_open = said and not is_name and bool(above)
        above = number if is_name else above
    return found
