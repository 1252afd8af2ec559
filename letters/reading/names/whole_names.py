"""A whole name in one cell, as “Yosef ben Chana Levi”."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from letters.reading.names.cell_words import Word, joined, phrase_at, split_words
from letters.reading.names.folding import fold, is_hebrew
from letters.reading.names.given_part import read_given
from letters.reading.names.honorifics import Honorifics, printed_of, take_honorifics
from letters.reading.names.known_names import known
from letters.reading.names.parents import Parents, read_parents
from letters.reading.names.parsed_name import Issue
from letters.reading.names.relations import (
    Between,
    find_between,
    join_compounds,
    relation_of_name,
    split_elisions,
)
from letters.reading.names.two_alphabets import is_same_in_two_alphabets
from letters.reading.names.vocabulary import (
    AND,
    BABY_OF,
    BESIDE_NAMES,
    BETWEEN,
    DEPARTED_WORDS,
    HONORIFICS,
    LIVING_WORDS,
    MAIDEN,
    OF_CHILDREN,
    RELATIONS,
)
from letters.reading.questions import Question

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_AFTER_DASH = re.compile(r"^(?P<outside>[^,;–—|]+?)\s+[-–—|]\s+(?P<inside>[^,;–—|]+)$")
_DASH_BETWEEN = re.compile(r"\s+[-–—|•·]+\s+")
_AGE = re.compile(
    r"^(?:age |aged |גיל |בן |בת )?(\d{1,2})(?: ?(?:y|yr|yrs|years|years old|ans|лет|anos))?$"
)


@dataclass
class WholeName:
    """What a cell says about a person. `age` is in years, -1 where there is none."""

    given: str = ""
    relation: str = ""
    family: str = ""
    parents: Parents = field(default_factory=Parents)
    has_between: bool = False
    # “ב״ר” and “bar” say that the parent is the father.
    of_father: bool = False
    is_baby: bool = False
    is_child: bool = False
    age: int = -1
    departed: bool = False
    honorific: str = ""
    # At the end, perhaps of the parent.
    last_honorific: str = ""
    codes: list[Issue | Question] = field(default_factory=list)


def read_whole(
    cell: str, *, family: str = "", parents: Sequence[str] = (), may_have_family: bool = True
) -> WholeName:
    """Read a whole name. `family` and `parents` are what other columns of the row say."""
    parts = _parts_of(cell)
    found = replace(parts.found, parents=Parents(), codes=[*parts.found.codes])
    words, between = list(parts.words), list(parts.between)
    if parts.baby:
        return _read_baby(found, words, parts.baby, family)
    first = between[0] if between else None
    given = words[: first.start] if first else words
    part = read_given(
        given, family=family, has_between=bool(first), may_have_family=may_have_family
    )
    found.given, found.family, found.has_between = part.given, part.family, bool(first)
    found.codes += part.codes
    if parts.civil:
        _add_civil_name(found, parts.civil)
    if first:
        _read_after(found, words, between, family or part.family, parents)
    _read_honorifics(found, parts.honorifics, words, first)
    return found


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a cell shows by itself, whatever the other columns say."""

    found: WholeName
    words: tuple[Word, ...]
    between: tuple[Between, ...]
    honorifics: Honorifics
    civil: str
    baby: re.Match[str] | None


@lru_cache(maxsize=1 << 15)
def _parts_of(cell: str) -> _Parts:
    found = WholeName()
    cell, civil = _without_civil_name(cell)
    words = split_elisions(split_words(_without_brackets(cell, found)))
    honorifics = take_honorifics(_without_maiden_name(words, found))
    words = honorifics.words
    baby = BABY_OF.match(" ".join(word.folded for word in words))
    if not baby:
        words = _without_child(words, found)
    return _Parts(found, tuple(words), tuple(find_between(words)), honorifics, civil, baby)


def _without_civil_name(cell: str) -> tuple[str, str]:
    """“Yosef ben Chana” of “Joseph Levi (Yosef ben Chana)”, and the civil name before it.

    Of one name in two alphabets the Hebrew one is read, and the other is nothing further.
    """
    match = _BRACKETS.search(cell)
    if not match or cell[match.end() :].strip():
        match = _AFTER_DASH.match(cell)
        outside, inside = match.groups() if match else (cell, "")
    else:
        outside, inside = cell[: match.start()].strip(), match.group(1)
    if is_same_in_two_alphabets(outside, inside):
        return (inside if is_hebrew(inside) else outside), ""
    between, words = find_between(split_words(inside)), outside.split()
    if not between or not between[0].start or len(words) < 2 or find_between(split_words(outside)):
        return cell, ""
    return inside, outside


def _add_civil_name(found: WholeName, civil: str) -> None:
    """The family name of the civil name, which must be asked about."""
    words = split_words(civil)
    found.family = found.family or joined(words[-1:])
    found.codes += [Question.UNUSED_WORDS, Question.GIVEN_SPLIT]


def _without_brackets(cell: str, found: WholeName) -> str:
    """The cell without brackets: what is in them is an honorific, a parent, an age, or left out."""

    def replaced(match: re.Match[str]) -> str:
        inside = split_words(match.group(1))
        folded = " ".join(word.folded for word in inside)
        if not folded:
            return " "
        if folded in HONORIFICS or folded in DEPARTED_WORDS or folded in LIVING_WORDS:
            return f" {match.group(1)} "
        if phrase_at(inside, 0, BETWEEN) and len(inside) > 1:
            return f" {match.group(1)} "
        if age := _AGE.match(folded):
            found.age = int(age.group(1))
            return " "
        if folded not in BESIDE_NAMES:
            found.codes.append(Question.UNUSED_WORDS)
        return " "

    text = _BRACKETS.sub(replaced, cell)
    return _DASH_BETWEEN.sub(", ", text)


def _without_maiden_name(words: list[Word], found: WholeName) -> list[Word]:
    for place, word in enumerate(words):
        if place and word.folded in MAIDEN and place + 1 < len(words):
            found.codes.append(Question.UNUSED_WORDS)
            return [*words[:place], *words[place + 2 :]]
    return words


def _without_child(words: list[Word], found: WholeName) -> list[Word]:
    """The words without “הילד” or “הילדה” before a name."""
    relation = OF_CHILDREN.get(words[0].folded) if len(words) > 1 else None
    if relation is None or not find_between(words):
        return words
    found.is_child = True
    between = find_between(words)[0]
    if between.relation and between.relation != relation:
        found.codes.append(Issue.FIELDS_DISAGREE)
    return words[1:]


def _read_baby(found: WholeName, words: list[Word], match: re.Match[str], family: str) -> WholeName:
    """“Baby of Chana Levi”, “תינוקת בת שרה”; a baby with a name of its own is asked about."""
    found.is_baby = True
    baby, sex, of = match["baby"], match["sex"], match["of"]
    words = words[len(match.group().split()) :]
    found.relation = RELATIONS.get(sex or "", "bas" if baby.endswith("תינוקת") else "")
    between = find_between(words)
    # What is between comes first where the baby has no name.
    start = phrase_at(words, 0, BETWEEN)
    if start:
        folded = " ".join(word.folded for word in words[:start])
        found.relation = found.relation or BETWEEN[folded]
        words, between = words[start:], []
    if between:
        found.codes.append(Issue.KIND)
        found.given = joined(words[: between[0].start])
        found.relation = found.relation or between[0].relation
        words = words[between[0].end :]
    found.has_between = True
    found.parents = read_parents(words, family=family)
    if words and not (start or between or of or sex in BETWEEN):
        # “Baby Levi” is most likely the family.
        found.parents.certain = False
    _add_parents_codes(found)
    return found


def _read_after(
    found: WholeName,
    words: list[Word],
    between: list[Between],
    family: str,
    parents: Sequence[str],
) -> None:
    first = between[0]
    found.relation, found.of_father = first.relation, first.of_father
    if not first.relation and first.of_father and relation_of_name(found.given) == ("ben", True):
        # ב״ר of a man is “ben Reb”; of a woman it would be “bas Reb”, and is asked.
        found.relation = "ben"
    if first.before_genitive:
        found.codes.append(Question.GENITIVE)
    rest = words[first.end :]
    own_family: list[Word] = []
    if len(between) > 1:
        second = between[1].start - first.end
        if _is_family_name(rest[:second], between[1], words[between[1].end :]):
            rest, own_family = rest[:second], rest[second:]
        else:
            several = any(word.ends_part or word.folded in AND for word in rest[:second])
            found.codes.append(Issue.SEVERAL_PEOPLE if several else Issue.TWO_RELATIONS)
            rest = rest[:second]
    if own_family:
        found.parents = read_parents(rest, of_father=first.of_father, family="\0")
        found.parents.family = joined(own_family)
        # “ben Chana ben David” may be her and the father: asked, unless nobody is called so.
        no_name = not known(own_family[-1].text).is_given
        found.parents.certain = no_name and known(found.parents.family).family > 0
    else:
        parent = _parent_at_start(rest, parents)
        found.parents = read_parents(
            join_compounds(rest), of_father=first.of_father, family=family, parent=parent
        )
    _add_parents_codes(found)


def _is_family_name(parent: Sequence[Word], second: Between, rest: Sequence[Word]) -> bool:
    """Whether a second “ben” is of a family name: “ben Chana Ben David” can't be a grandmother."""
    names = [known(word.text) for word in parent]
    return (
        bool(names)
        and second.relation == "ben"
        and all(name.gender == "f" for name in names)
        and not any(known(word.text).gender == "f" for word in rest)
    )


def _parent_at_start(rest: Sequence[Word], parents: Sequence[str]) -> str:
    text = fold(joined(rest))
    return next((name for name in parents if name and text.startswith(fold(name))), "")


def _add_parents_codes(found: WholeName) -> None:
    parents = found.parents
    if not parents.certain:
        found.codes.append(Question.FAMILY_SPLIT if parents.family else Question.PARENT_SPLIT)
    if parents.gender_guessed:
        found.codes.append(Question.PARENTS_GENDER)
    if parents.unused:
        found.codes.append(Question.UNUSED_WORDS)


def _read_honorifics(
    found: WholeName, honorifics: Honorifics, words: Sequence[Word], first: Between | None
) -> None:
    """Whose honorific it is: of the name before “ben”, else asked.

    At the end it is most likely the father's, but behind a family name it is of the whole name.
    """
    if honorifics.before:
        found.departed = True
    if honorifics.unprintable:
        found.codes.append(Question.SUFFIX)
    own = [
        printed
        for place, printed in zip(honorifics.places, honorifics.printed, strict=True)
        if first is None or place <= first.start
    ]
    if own or not honorifics.places:
        found.departed = found.departed or bool(own)
        found.honorific = printed_of(own)
        if len(own) != len(honorifics.places):
            found.codes.append(Question.SUFFIX)
        return
    at_end = honorifics.places[-1] >= len(words)
    found.last_honorific = printed_of(honorifics.printed) if at_end else ""
    if at_end and (found.parents.family or not found.parents.father or honorifics.before):
        found.departed, found.honorific = True, printed_of(honorifics.printed)
    found.codes.append(Question.SUFFIX)
