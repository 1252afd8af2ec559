"""What is known about a word: a given name of men or of women, a family name, or neither.

It decides what is asked about and what is suggested, never what is printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from letters.matching import spelling
from letters.matching.tables import given_names
from letters.reading.names.folding import fold, is_hebrew, without_quotes
from letters.reading.names.vocabulary import PLACES

_DATA = Path(__file__).parent / "data"
_GIVEN_ISRAEL = "given_names_israel.tsv"
_FAMILY_PARTICLES_JOINED = re.compile(r"^(ben|bar|abu|el|al|van|von|de|da|di|ibn)-.+")
_FAMILY_ENDINGS = re.compile(
    r"(berg|burg|stein|stien|shtein|feld|field|baum|boim|blum|bloom|thal|tal|witz|vitz|vits|wicz|vich"
    r"|vitch|ovitz|sky|ski|skaya|skiy|skyy|tzky|tsky|man|mann|sohn|son|off|kov|nov|ov|nova|kova|rova|lova|enko"
    r"|schmidt|smith|krantz|wald|blatt|haus|house|hoff|ashvili|zadeh|yan|ian|ides|escu)$"
)
_CYRILLIC_ENDINGS = re.compile(
    "(берг|бург|штеин|штейн|фельд|баум|блюм|таль|вич|виц|скии|ский|ская|цкии|цкий|цкая|ман|сон|зон"
    "|вна|ична|ов|ова|ев|ева|енко|швили|ук|юк|чук|шмидт|вальд|блат|оф|ер)$"
)
_HEBREW_ENDINGS = re.compile(
    "(ברג|בורג|שטיין|שטין|פלד|בוים|בלום|סקי|צקי|ביץ|וביץ|מן|מאן|זון|סון|וב|שוילי)$"
)
# Two names that are given together, and so are both the parent's.
_DOUBLE = (
    "חיה מושקא|מנחם מענדל|שניאור זלמן|לוי יצחק|יוסף יצחק|שלום דובער|צבי הירש|דוב בער|דובער|"
    "יהודה לייב|אריה לייב|דבורה לאה|נחמה דינה|חיה שרה|שטערנא שרה|חנה רחל|שרה רבקה|זאב וולף|"
    "נפתלי הירש|שלמה זלמן|יצחק אייזיק|אלתר מרדכי|רחל לאה|שמואל לייב"
)


@dataclass(frozen=True, slots=True)
class Word:
    """What a word may be.

    `men` and `women`: how often it is a given name; by its sound only where `exact` is false.
    `family`: how often it is a family name, 0 where nothing speaks for it.
    """

    men: int = 0
    women: int = 0
    family: int = 0
    exact: bool = True

    @property
    def is_given(self) -> bool:
        return self.men + self.women > 0

    @property
    def gender(self) -> str:
        """ "m" or "f" where nineteen of twenty of the name are, else ""."""
        if self.men > 19 * self.women:
            return "m"
        return "f" if self.women > 19 * self.men else ""

    @property
    def gender_of_parent(self) -> str:
        """As `gender`, with less certainty: behind “ben” the mother is named more often."""
        if self.men > 9 * self.women:
            return "m"
        return "f" if self.women > 3 * self.men else ""

    @property
    def is_family_only(self) -> bool:
        """A family name that nobody, or hardly anybody, has as a given name."""
        return self.family > 0 and (not self.is_given or self.family > 50 * (self.men + self.women))

    @property
    def is_given_only(self) -> bool:
        """A given name that hardly anybody has as a family name."""
        return self.is_given and self.exact and self.family * 50 < self.men + self.women


@lru_cache(maxsize=1 << 15)
def known(word: str) -> Word:
    """What is known about a word, as typed; of hyphenated ones what their parts agree on."""
    folded = fold(word).strip(".,;:()[]").replace(" ", "-")
    key = without_quotes(folded)
    found = _lookup(key, folded)
    if "-" in key and not found.is_given and not found.family:
        found = _lookup(key.replace("-", ""), folded)
    if found.is_given or found.family or "-" not in folded:
        return found
    if _FAMILY_PARTICLES_JOINED.match(folded):
        return Word(family=100)
    return _together([known(part) for part in folded.split("-") if part])


def is_city(text: str) -> bool:
    """Whether it is the name of a city, and nobody's name."""
    folded = fold(text).strip(" .,;:()")
    key = without_quotes(folded).replace(" ", "-")
    word = known(text)
    return folded in PLACES and not (key in _families() or (word.is_given and word.exact))


def _together(parts: list[Word]) -> Word:
    if not parts:
        return Word()
    if all(part.is_given for part in parts):
        first = parts[0]
        return Word(first.men, first.women, exact=all(part.exact for part in parts))
    families = [part.family for part in parts if part.is_family_only]
    return Word(family=min(families)) if families else Word()


def _lookup(key: str, folded: str) -> Word:
    men, women = _given().get(folded) or _given().get(key, (0, 0))
    exact, hebrew = bool(men or women), ""
    if not exact:
        men, women, hebrew = _by_spelling(key)
        exact = bool(men or women)
    family = max(_families().get(key, 0), _families().get(hebrew, 0))
    family = 0 if key in PLACES else family
    if not exact and not family and not is_hebrew(key):
        men, women = _by_sound().get(sound(key), (0, 0))
    if not family and "-" not in key and _has_family_ending(key) and not exact:
        family, men, women = 100, 0, 0
    if not family and _FAMILY_PARTICLES_JOINED.match(folded) and not exact:
        family = 100
    return Word(men, women, family, exact)


def _by_spelling(key: str) -> tuple[int, int, str]:
    """Men and women by the tables that find a person again, which fold spellings more than this
    one; and the Hebrew name.
    """
    found = given_names().spelled("".join(map(spelling.fold, spelling.words_of(key)))).strict
    genders = {given_names().genders[name] for name in found}
    if not genders:
        return 0, 0, ""
    hebrew = _key(sorted(found)[0].partition(" ")[2]) if len(found) == 1 else ""
    if counted := _given().get(hebrew):
        return *counted, hebrew
    return (0 if genders == {"f"} else 1000), (0 if genders == {"m"} else 1000), hebrew


def _has_family_ending(key: str) -> bool:
    if is_hebrew(key):
        return len(key) > 4 and bool(_HEBREW_ENDINGS.search(key))
    if _is_cyrillic(key):
        return len(key) > 3 and bool(_CYRILLIC_ENDINGS.search(key))
    return len(key) > 4 and bool(_FAMILY_ENDINGS.search(key))


def is_double(first: str, second: str) -> bool:
    """Whether two words are names that are given together."""
    return (_canonical(first), _canonical(second)) in _doubles()


def is_repeated(first: str, second: str) -> bool:
    """Whether two words are spellings of one given name."""
    return known(first).is_given and _canonical(first) == _canonical(second)


@cache
def _doubles() -> frozenset[tuple[int | str, ...]]:
    pairs = (tuple(pair.split()) for pair in _DOUBLE.split("|"))
    return frozenset(tuple(_canonical(word) for word in pair) for pair in pairs)


def _canonical(word: str) -> int | str:
    """The line of the table that has a spelling, or one that sounds like it."""
    key = without_quotes(fold(word).strip(".,;:()[]"))
    line = _lines().get(key)
    if line is None and not is_hebrew(key):
        line = _lines_by_sound().get(sound(key))
    return key if line is None else line


# Tables ---------------------------------------------------------------------


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


@cache
def _given() -> dict[str, tuple[int, int]]:
    """By key: numbers of men and women; 1,000 for a name that the register of Israel has not.

    A Latin or Cyrillic spelling has the numbers of the Hebrew name on its line.
    """
    counted = {_key(name): (int(men), int(women)) for name, men, women in _rows(_GIVEN_ISRAEL)}
    found = {}
    for gender, hebrew, *others in _rows("given_names.tsv"):
        default = {"m": (1000, 0), "f": (0, 1000), "u": (500, 500)}[gender]
        # “חי׳” is Chaya, “חי” is not.
        quoted = [fold(spelling) for spelling in hebrew.split()]
        keys = [key for key in quoted if "'" not in key] or quoted
        numbers = counted.get(keys[0], default) if keys else default
        if gender == "u" or numbers[gender == "f"] < numbers[gender == "m"]:
            numbers = default
        found.update(dict.fromkeys([*keys, *quoted], default))
        found.update({_key(spelling): numbers for spelling in " ".join(others).split()})
    return {**found, **counted}


@cache
def _families() -> dict[str, int]:
    """By key: number of people; a Latin or Cyrillic spelling of a given name as its Hebrew name."""
    counted = {_key(name): int(people) for name, people in _rows("family_names_israel.tsv")}
    found: dict[str, int] = {}
    for (line,) in _rows("family_names.txt"):
        found.update(dict.fromkeys(map(_key, line.split()), 1000))
    for _gender, hebrew, *others in _rows("given_names.tsv"):
        people = counted.get(_key(hebrew.split()[0]), 0) if hebrew else 0
        if people:
            found.update({_key(each): people for each in " ".join(others).split()})
    return {**found, **counted}


@cache
def _lines() -> dict[str, int]:
    return {
        _key(spelling): number
        for number, row in enumerate(_rows("given_names.tsv"))
        for spelling in reversed(" ".join(row[1:]).split())
    }


@cache
def _lines_by_sound() -> dict[str, int]:
    return {sound(key): line for key, line in _lines().items() if not is_hebrew(key)}


@cache
def _by_sound() -> dict[str, tuple[int, int]]:
    """As `_given`, by the sound of Latin and Cyrillic spellings; both where men and women fit."""
    found: dict[str, tuple[int, int]] = {}
    for key, (men, women) in _given().items():
        if not is_hebrew(key) and len(sound(key)) > 2:
            other = found.get(sound(key), (0, 0))
            found[sound(key)] = (max(men, other[0]), max(women, other[1]))
    return found


def _key(name: str) -> str:
    return without_quotes(fold(name)).replace(" ", "-")


# Sounds ---------------------------------------------------------------------

_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщыэюяьъ"
_CYRILLIC_SOUNDS = "a b v g d e zh z i k l m n o p r s t u f h tz ch sh sh i e u a - -"
_CYRILLIC_TO_LATIN = {
    ord(letter): latin.strip("-")
    for letter, latin in zip(_CYRILLIC, _CYRILLIC_SOUNDS.split(" "), strict=True)
}
_SOUNDS = (
    ("sch|sh", "s"),
    ("tch|tsch", "c"),
    ("ck", "k"),
    ("th", "t"),
    ("ph", "f"),
    ("ch|kh|h(?=[aeiouy])", "x"),
    ("tz|ts|zz", "z"),
    ("c|q", "k"),
    ("w", "v"),
    ("^[yij](?=[aeou])", "y"),
    ("j", "y"),
)


def _is_cyrillic(key: str) -> bool:
    return any("а" <= c <= "я" for c in key)


@lru_cache(maxsize=1 << 15)
def sound(key: str) -> str:
    """The consonants of a Latin or Cyrillic word by class, with its first and its last vowel."""
    latin = key.translate(_CYRILLIC_TO_LATIN).replace("-", "")
    for pattern, letter in _SOUNDS:
        latin = re.sub(pattern, letter, latin)
    ends_in_a = bool(re.search("[ae]h?$", latin))
    latin = re.sub(r"(.)\1+", r"\1", latin)
    if not latin:
        return ""
    first = "a" if latin[0] in "aeiouy" and latin[:1] != "y" else latin[0]
    return first + re.sub("[aeiouyh]", "", latin[1:]) + ("a" if ends_in_a else "")
