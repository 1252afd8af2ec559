"""Values of columns that are not names: son or daughter, kind, passed away, date of birth."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from letters.reading.headings.meanings import folded
from letters.reading.headings.other_people import names_another
from letters.reading.names.cell_words import split_words
from letters.reading.names.dates import DateOrder, is_date, years_since
from letters.reading.names.folding import fold
from letters.reading.names.honorifics import printed_of, take_honorifics
from letters.reading.names.vocabulary import (
    BEFORE_THE_DEPARTED,
    BESIDE_MUJER,
    DEPARTED_WORDS,
    HONORIFICS,
    KINDS,
    LIVING_WORDS,
    MALE_OR_MUJER,
    NEVER_BESIDE_MUJER,
    NO,
    RELATIONS,
    YES,
)
from letters.reading.sections import Section, section_of

_AGE = re.compile(
    r"^(?:age|aged|גיל|בן|בת|edad|возраст|age de|עלטער)?[: ]*(\d{1,3})(?:[.,]\d|½)?\+?[ -]*"
    r"(?:y|yr|yrs|years?|years? old|y/o|yo|ans?|anos?|года?|лет|г|г\.|יאר|שנים|שנה|jahre)?$"
)
_SMALL_AGE = re.compile(
    r"^\d{1,3}(?:[.,]\d)? ?(?:m|mo|mos|months?|weeks?|wks?|days?|mois|semaines?|jours?"
    r"|mes|meses|dias?|semanas?|мес|мес\.|месяц(?:ев|а)?|недел[ьяи]|дн(?:еи|я)|день"
    r"|חודש|חודשים|שבועות|ימים|חדשים|חדשים)"
    r"(?: old)?$"
)
_EARLY_SCHOOL = re.compile(
    r"^(?:pre-?k.*|pre-?school.*|pre-?1-?a|p1a|nursery.*|kindergarten.*|kinder.*|k|kg|gan.*|playgroup|daycare"
    r"|גן.*|מעון|פעוטון|מכינה|קינדערגארטן|מעונות|maternelle|creche|ps|ms|gs|jardin.*|preescolar"
    r"|детскии сад.*|детсад|ясли|primary|cheder|חדר|c[pe]|ce[12]|cm[12]|cours preparatoire)$"
)
_GRADE = re.compile(
    r"^(?:(?:grade|gr|gr\.|class|year|yr|klasse|grado|kita) ?(\d{1,2})[a-z]?"
    r"|(\d{1,2})(?:st|nd|rd|th|o|er|ere|e|eme|-и|-ыи)? ?"
    r"(?:grade|gr|gr\.|klasse|grado|класс|кл|кл\.)"
    r"|(\d{1,2})-?[абвгд]?(?: класс| кл\.?))$"
)
_GRADE_WORDS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_HEBREW_GRADE = re.compile(r"^(?:כיתה|כתה|כיתת|שכבה|קלאס)? ?(י[אב]|[א-ט]|י)['\"]? ?\d?$")
_HEBREW_GRADES = ["א", "ב", "ג", "ד", "ה", "ו", "ז", "ח", "ט", "י", "יא", "יב"]
_LAST_OF_CHILDREN, _FIRST_OF_ADULTS = 5, 9  # grades between may be either
_AGE_OF_ADULTS = {"ben": 13, "bas": 12}


_PARTS = re.compile(
    r"\s*[,;]\s*|\s+[-–—]\s+|\s+(?:en|in|on|am|le|в|ב-?)\s+|\s+(?=b[\"'״”]h|ב[\"'״”]ה)"
)
_AV = re.compile(r"(?<!\w)אב(?!\w)")  # the month, not a father
_DEPARTED = YES | DEPARTED_WORDS | BEFORE_THE_DEPARTED
_BLESSED = frozenset(('b"h', 'ב"ה', "b'h", "bh", "baruch hashem", "ברוך השם"))


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What only the whole list shows.

    `date_order`: day or month first, None where the dates of the list don't say it.
    `mujer`: “m” is a woman in the column of sons and daughters. `with_family`: most whole names
    have a family name and no parent. `mothers`: nearly all parents of whole names are mothers.
    `exchanged`: the given names are in another column, as many of the rows show.
    """

    date_order: DateOrder | None = None
    mujer: bool = False
    with_family: bool = False
    mothers: bool = False
    exchanged: bool = False


def has_mujer(cells: Iterable[str]) -> bool:
    """Whether “m” is “mujer” in a column: where “h” or “v” occurs and “f” does not."""
    values = {fold(cell).strip(".") for cell in cells}
    return bool(values & BESIDE_MUJER) and not values & NEVER_BESIDE_MUJER


def relation_of(cell: str, *, mujer: bool = False) -> str | None:
    """The relation that a cell says; None if it is not understood."""
    word = fold(cell).strip(" .,:;()")
    if mujer and word in MALE_OR_MUJER:
        return "bas"
    return RELATIONS.get(word) or _said(cell).relation or None


def _said(cell: str) -> Section:
    """What a cell says in the words of a title, as “Niftarim”."""
    section = section_of(cell)
    return section if section and section.certain else Section()


def kind_of(cell: str, relation: str) -> str | None:
    """Adult, child or baby; None if it is not understood, or depends on an unknown relation."""
    word = fold(cell).strip(" .,:;()")
    if word in KINDS:
        return KINDS[word]
    if kind := _said(cell).kind:
        return kind
    if _SMALL_AGE.match(word) or _EARLY_SCHOOL.match(word):
        return "child"
    if age := _AGE.match(word):
        return kind_by_age(int(age.group(1)), relation)
    grade = _grade(word)
    if grade is None or _LAST_OF_CHILDREN < grade < _FIRST_OF_ADULTS:
        return None
    return "child" if grade <= _LAST_OF_CHILDREN else "adult"


def kind_by_age(years: int, relation: str) -> str | None:
    """By the age of bar or bas mitzvah; None if it depends on an unknown relation."""
    if years > 120:
        return None
    if not relation and years == 12:
        return None
    return "adult" if years >= _AGE_OF_ADULTS.get(relation, 13) else "child"


def _grade(word: str) -> int | None:
    if match := _GRADE.match(word):
        return int(next(filter(None, match.groups())))
    if match := _HEBREW_GRADE.match(word):
        return _HEBREW_GRADES.index(match.group(1)) + 1
    first = word.split(" ")[0]
    if first in _GRADE_WORDS and word.endswith(" grade"):
        return _GRADE_WORDS.index(first) + 1
    return None


def kind_by_birth_date(born: date, relation: str, today: date) -> str | None:
    """By the age on a day; None as in `kind_by_age`."""
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return kind_by_age(today.year - born.year - (not had_birthday), relation)


def kind_by_birth_year(cell: str, relation: str, today: date) -> str | None:
    """By a date of birth of which only the year is understood; None if it may be either."""
    ages = None if is_of_relative(cell) else years_since(cell, today)
    kinds = {kind_by_age(age, relation) for age in ages or ()}
    return kinds.pop() if len(kinds) == 1 else None


@dataclass(frozen=True, slots=True)
class Departed:
    """Whether a cell says that somebody has passed away; None if it is not understood."""

    departed: bool | None
    honorific: str = ""
    unprintable: bool = False


def departed_of(cell: str) -> Departed:
    """Read a column of the departed: yes, no, a date of passing, or an honorific.

    Of several, as “no, alive” or “yes - 2010”, all must say the same. A cell that names a relative
    may be about that one.
    """
    if is_of_relative(cell):
        return Departed(None)
    whole = _one_departed(cell)
    if whole.departed is not None:
        return whole
    parts = [part for part in _PARTS.split(cell) if part and fold(part) not in _BLESSED]
    read = [_one_departed(part) for part in parts]
    if read and len({each.departed for each in read}) == 1:
        return next((each for each in read if each.honorific or each.unprintable), read[0])
    return Departed(None)


def is_of_relative(cell: str) -> bool:
    """Whether a cell names a parent, a spouse or the like: “5 Av (father)”."""
    return names_another(_AV.sub(" ", folded(cell)))


def _one_departed(cell: str) -> Departed:
    word = fold(cell).strip(" .,:;()!")
    if word in NO or fold(cell) in NO or word in LIVING_WORDS:
        return Departed(False)
    if word in HONORIFICS:
        printed = HONORIFICS[word]
        return Departed(True, printed, unprintable=not printed)
    if word in _DEPARTED or fold(cell) in YES or is_date(cell):
        return Departed(True)
    if said := _said(cell).departed:
        return Departed(said == "yes")
    found = take_honorifics(split_words(cell))
    rest = " ".join(each.folded for each in found.words).strip(" -")
    if found.places and (not rest or rest in YES or is_date(rest)):
        return Departed(True, printed_of(found.printed), found.unprintable)
    return Departed(None)


def honorific_of(cell: str) -> Departed:
    """Read a column of honorifics; wishes for the living say that somebody lives."""
    found = take_honorifics(split_words(cell))
    if found.words:
        return departed_of(cell)
    if found.places or found.before:
        return Departed(True, printed_of(found.printed), found.unprintable)
    return Departed(False)
