"""Which spellings are one name, and which may be it: the closed tables beside this module."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from letters.matching.reduced import reduced, reduced_writings
from letters.matching.spelling import CYRILLIC, HEBREW, LATIN, fold, script_of, words_of

_FOLDER = Path(__file__).parent
MALE, FEMALE, EITHER = "m", "f", "x"
GENDERS = {"ben": MALE, "bas": FEMALE}

# Writings of a sound in other languages, tried only for a spelling that no table has:
# Spanish and German j, the ch of Sephardi and Israeli registers, s and t for an undotted tav.
_OTHER_WRITINGS = (("j", "y"), ("j", "ch"), ("h", "ch"), ("ch", "h"), ("z", "tz"), ("th", "s"))


@dataclass(frozen=True)
class Known:
    """The names that a spelling is, and those that it may be, each by its first Hebrew form."""

    strict: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.strict or self.loose)


_UNKNOWN = Known()
_PET_ENDINGS = defaultdict(
    tuple,
    {
        HEBREW: ("קעלע", "עלע", "קע", "לע", "קא", "לה", "ק", "י"),
        LATIN: ("kele", "ele", "ke", "le", "ki", "chik", "ik", "i", "leh"),
        CYRILLIC: ("еле", "ка", "ке", "ик", "чик", "ля", "ле"),
    },
)
_TOO_SHORT = 2  # letters, for a coarse form to say anything


@dataclass(eq=False)
class Table:
    """Spellings folded, with the names that they are or may be."""

    strict: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    loose: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    genders: dict[str, str] = field(default_factory=dict)
    joined: dict[tuple[str, ...], str] = field(default_factory=dict)
    longest: int = 1
    coarse: bool = False  # whether spellings that are not here are looked up by coarse form

    def add(self, name: str, gender: str, forms: Iterable[str], may_be: Iterable[str]) -> None:
        """Add one name; `_` joins the words of a form."""
        self.genders[name] = gender
        for form in forms:
            self.strict[self._folded(form)].add(name)
        for form in may_be:
            self.loose[self._folded(form)].add(name)

    def _folded(self, form: str) -> str:
        words = tuple(fold(word) for word in words_of(form.replace("_", " ")))
        whole = "".join(words)
        if len(words) > 1:
            self.joined[words] = whole
            self.longest = max(self.longest, len(words))
        return whole

    def look_up(self, folded: str, gender: str = "") -> Known:
        """What a folded spelling is; with a gender, only names of that gender or of either.

        A spelling that is not here is led to the only name with the same coarse form, if there is
        one; of several it may be each.
        """
        found = self.spelled(folded, gender)
        return found if found or not self.coarse else self._by_coarse_form(folded, gender)

    def spelled(self, folded: str, gender: str = "") -> Known:
        """As `look_up`, but of spellings that are here only."""
        for spelling in _writings(folded):
            strict, loose = self.strict.get(spelling, set()), self.loose.get(spelling, set())
            if strict or loose:
                return Known(self._of(strict, gender), self._of(loose, gender))
        return _UNKNOWN

    def _by_coarse_form(self, folded: str, gender: str) -> Known:
        if len(folded) <= _TOO_SHORT:
            return _UNKNOWN
        for form in reduced_writings(folded):
            names = self._of(self._reduced.get(form, set()), gender)
            if names:
                return Known(strict=names) if len(names) == 1 else Known(loose=names)
        found = {*self._without_ending(folded), *self._of_slip(folded)}
        return Known(loose=self._of(found, gender)) if found else _UNKNOWN

    def _without_ending(self, folded: str) -> Iterator[str]:
        """The names of which this may be a pet form: אסתרקע, Rochele, Хаймик."""
        for ending in _PET_ENDINGS[script_of(folded)]:
            stem = folded.removesuffix(ending)
            if stem != folded and len(stem) > _TOO_SHORT:
                for form in (stem, f"{stem}ה", f"{stem}a"):
                    yield from self.strict.get(form, ())
                for form in reduced_writings(stem):
                    yield from self._reduced.get(form, ())

    @lru_cache(maxsize=16_384)  # noqa: B019 - two tables, kept
    def _of_slip(self, folded: str) -> frozenset[str]:
        """The names of which this may be a slip of the keyboard."""
        script, length = script_of(folded), len(folded)
        if length < (4 if script == HEBREW else 5):
            return frozenset()
        near = process.extract(
            folded,
            self._by_script[script],
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1,
            limit=None,
        )
        # One yod, vav or alef more is another name.
        spellings = [each for each, *_ in near if script != HEBREW or len(each) == length]
        return frozenset(name for each in spellings for name in self.strict[each])

    @cached_property
    def _by_script(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for spelling in self.strict:
            found[script_of(spelling)].append(spelling)
        return found

    @cached_property
    def _reduced(self) -> dict[str, set[str]]:
        """Names by the coarse forms of their spellings."""
        found: dict[str, set[str]] = defaultdict(set)
        for spelling, names in self.strict.items():
            found[reduced(spelling)] |= names
        return found

    def _of(self, names: set[str], gender: str) -> frozenset[str]:
        fitting = {each for each in names if not gender or self.genders[each] in {gender, EITHER}}
        return frozenset(fitting or names)

    def written_as(self, names: Iterable[str]) -> set[str]:
        """The names that have a spelling which may be one of these: Mendel for Menachem."""
        return {each for name in names for each in self._written_as.get(name, ())}

    @cached_property
    def _written_as(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for spelling, names in self.loose.items():
            for name in names:
                found[name] |= self.strict.get(spelling, set())
        return found

    def join(self, words: list[str]) -> list[str]:
        """Folded words with those of one name joined: bat sheva becomes batsheva."""
        result: list[str] = []
        place = 0
        while place < len(words):
            for length in range(min(self.longest, len(words) - place), 0, -1):
                part = tuple(words[place : place + length])
                if length == 1 or part in self.joined:
                    result.append(self.joined.get(part, part[0]))
                    place += length
                    break
        return result


def _writings(folded: str) -> Iterator[str]:
    yield folded
    if script_of(folded) == HEBREW:
        yield from _yiddish_writings(folded)
    if script_of(folded) != LATIN:
        return
    for written, other in _OTHER_WRITINGS:
        if written in folded:
            yield (
                folded.replace("ch", "\0")
                .replace(written, other)
                .replace("\0", "h" if written == "ch" else "ch")
            )


def _yiddish_writings(folded: str) -> Iterator[str]:
    """With the vowel letters of Yiddish as Hebrew writes them: זעלדע and זעלדא as זלדה."""
    ending = re.sub("[אע]$", "ה", folded)
    yield ending
    plain = re.sub("(?<=.)[אע](?=.)", "", folded)
    yield plain
    yield re.sub("[אע]$", "ה", plain)


@cache
def given_names() -> Table:
    """The table of given names."""
    table = Table(coarse=True)
    for gender, *columns in _lines("given_names.txt"):
        forms = " ".join(columns[:3]).split()
        table.add(f"{gender} {forms[0]}", gender, forms, columns[3].split())
    return table


@cache
def family_names() -> Table:
    """The table of family names, of either gender."""
    table = Table()
    for columns in _lines("family_names.txt"):
        forms = " ".join(columns[:3]).split()
        table.add(forms[0], EITHER, forms, columns[3].split())
    return table


def _lines(file: str) -> Iterator[list[str]]:
    for line in (_FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("|")
