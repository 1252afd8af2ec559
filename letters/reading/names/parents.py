"""What follows “ben” or “bas”: the parent or both parents, and perhaps the family name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from letters.reading.names.cell_words import Word, is_in_capitals, joined, split_words
from letters.reading.names.folding import without_quotes
from letters.reading.names.honorifics import take_honorifics
from letters.reading.names.known_names import is_double, known
from letters.reading.names.relations import join_compounds
from letters.reading.names.vocabulary import (
    AND,
    EMPTY,
    IMEINU,
    PARTICLES,
    TITLES,
    TITLES_OF_MEN,
    TITLES_OF_WOMEN,
    TRIBES,
    UNKNOWN,
)

_AND_BEFORE = re.compile(r"^(?:ו[֑-ׇ]*|[vV]e?['’`-]|[uU]['’`-]|וְ)(?=\S\S)")


@dataclass(frozen=True, slots=True)
class Split:
    """A parent and the family name behind it; `certain` if nobody needs to be asked."""

    parent: str
    family: str
    certain: bool


@dataclass(slots=True)
class Parents:
    """The parents, as typed, and what is uncertain."""

    mother: str = ""
    father: str = ""
    family: str = ""
    certain: bool = True
    # Which parent it is was guessed.
    gender_guessed: bool = False
    # “unknown” or the like is there in place of a name.
    unknown: bool = False
    # Words behind a comma belong to none of them.
    unused: bool = False


def read_parents(
    words: Sequence[Word], *, of_father: bool = False, family: str = "", parent: str = ""
) -> Parents:
    """Read what follows “ben”. `family` and `parent` are what other columns say."""
    parts = _parts(words)
    if not parts:
        return Parents()
    found = _one_part(parts[0], of_father, family, parent)
    for part in parts[1:]:
        if same_name(joined(part), family or found.family):
            continue
        if not family and not found.family and all(known(word.text).family for word in part):
            found.family, found.certain = joined(part), False
        else:
            found.unused = True
    return found


def read_both(cell: str, family: str = "") -> Parents:
    """Read a cell with both parents, or with one: “Chana & Dovid”, “דוד וחנה”, “Chana / Dovid”."""
    between = re.findall(r"[/+;,]", cell)
    if len(between) == 1:
        one, other = (part.strip() for part in re.split(r"[/+;,]", cell))
        names = [known(word) for word in (*one.split(), *other.split())]
        if one and other and all(name.is_given for name in names):
            cell = f"{one} & {other}"
    words = take_honorifics(split_words(cell)).words
    return read_parents(join_compounds(words), family=family)


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    """The words between commas."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.folded:
            parts[-1].append(word)
        if word.ends_part:
            parts.append([])
    return [part for part in parts if part]


def _one_part(words: list[Word], of_father: bool, family: str, parent: str) -> Parents:
    text = " ".join(word.folded for word in words)
    if text in UNKNOWN or text in EMPTY:
        return Parents(unknown=True)
    first, second = _both(words)
    if second:
        return _two_parents(first, split_family(second, family=family))
    split = split_family(words, family=family, parent=parent)
    gender = "m" if of_father else gender_of_parent(split.parent)
    found = Parents(family=split.family, certain=split.certain, gender_guessed=not gender)
    if gender == "m":
        found.father = split.parent
    else:
        found.mother = split.parent
    return found


def _two_parents(first: list[Word], second: Split) -> Parents:
    one, other = joined(first), second.parent
    genders = gender_of_parent(one), gender_of_parent(other)
    if genders[0] == "f" or genders[1] == "m":
        one, other = other, one
    return Parents(
        mother=other,
        father=one,
        family=second.family,
        certain=second.certain,
        gender_guessed="" in genders or genders[0] == genders[1],
    )


def _both(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """The words before and after “and”; nothing after it if there is none."""
    for place in range(1, len(words)):
        word = words[place]
        if word.folded in AND and place + 1 < len(words):
            return words[:place], words[place + 1 :]
        name = name_after_and(word)
        if name:
            return words[:place], [name, *words[place + 1 :]]
    return words, []


def name_after_and(word: Word) -> Word | None:
    """“שרה” of “ושרה”, “Sarah” of “v'Sarah”; None of a name like “ורד”."""
    before = _AND_BEFORE.match(word.text)
    if not before:
        return None
    whole, rest = known(word.text), word.text[before.end() :]
    if (whole.is_given and whole.exact) or whole.family or not known(rest).is_given:
        return None
    return split_words(rest)[0]


@lru_cache(maxsize=1 << 15)
def gender_of_parent(name: str) -> str:
    """ "m", "f", or "" where the name is of both or unknown."""
    words = split_words(name)
    titles = [word.folded for word in words if word.folded in TITLES]
    if titles:
        if titles[0] in TITLES_OF_WOMEN:
            return "f"
        if titles[0] in TITLES_OF_MEN:
            return "m"
    if words and words[-1].folded in TRIBES:
        return "f" if words[-1].folded in IMEINU else "m"
    names = [known(word.text) for word in join_compounds(words) if word.folded not in TITLES]
    genders = {word.gender_of_parent for word in names if word.is_given} - {""}
    return genders.pop() if len(genders) == 1 else ""


# The family name ----------------------------------------------------------------


def split_family(words: Sequence[Word], *, family: str = "", parent: str = "") -> Split:
    """Divide a parent's name and the family name behind it.

    `family` is the family name of another column: then only the same name is taken off. `parent`
    is a parent's name of another column: what follows the same name is the family name.
    """
    whole = joined(words)
    if parent and (rest := _after_name(words, parent)) is not None:
        return Split(joined(words[: len(words) - len(rest)]), joined(rest), certain=True)
    if family:
        count = len(family.split())
        if len(words) > count and same_name(joined(words[-count:]), family):
            return Split(joined(words[:-count]), family, certain=True)
        other = len(words) > 1 and known(words[-1].text).is_family_only
        return Split(whole, "", certain=not other)
    return _split_unknown(join_compounds(words))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings differ only in points, quotes, dashes, case or titles."""
    return bool(one and other) and (one == other or _compared(one) == _compared(other))


def share_a_word(one: str, other: str) -> bool:
    """Whether a word of one name, but for particles and titles, is in the other as well."""
    return bool((set(_compared(one)) & set(_compared(other))) - PARTICLES - TITLES - {""})


@lru_cache(maxsize=1 << 15)
def has_both_genders(name: str) -> bool:
    """Whether a name has words that only men have and words that only women have."""
    parts = [word for word in join_compounds(split_words(name)) if word.folded not in TITLES]
    words = [known(word.text) for word in parts]
    names = [word for word in words if word.exact and not word.is_family_only]
    return len({word.gender for word in names} - {""}) > 1


@lru_cache(maxsize=1 << 15)
def _compared(name: str) -> tuple[str, ...]:
    words = [word.folded for word in split_words(name.replace("-", " "))]
    names = [word for word in words if word not in TITLES] or words
    return tuple(without_quotes(word) for name in names for word in name.split("-"))


def _after_name(words: Sequence[Word], name: str) -> list[Word] | None:
    """The words behind a name; None if they don't begin with it."""
    for count in range(len(words), 0, -1):
        if same_name(joined(words[:count]), name):
            return list(words[count:])
    return None


def _split_unknown(words: Sequence[Word]) -> Split:
    first = 0
    while first < len(words) - 1 and words[first].folded in TITLES:
        first += 1
    for place in range(len(words) - 1, first, -1):
        woman = known(words[first].text).gender == "f"
        if words[place].folded in TRIBES and (not woman or words[place].folded in IMEINU):
            return _split(words, place + 1, certain=place == len(words) - 1 or None)
    for place in range(first + 1, len(words) - 1):
        if words[place].folded in PARTICLES:
            return _split(words, place, certain=_is_one_name(words[first:place]))
    capitals = _capitals_from(words)
    if capitals > first:
        return _split(words, capitals, certain=_is_one_name(words[first:capitals]))
    return _split_names(words, first)


def _split(words: Sequence[Word], place: int, *, certain: bool | None) -> Split:
    """`certain` None: if all that follows can only be a family name."""
    family = words[place:]
    if certain is None:
        certain = all(known(word.text).is_family_only for word in family)
    return Split(joined(words[:place]), joined(family), certain)


def _is_one_name(words: Sequence[Word]) -> bool:
    """Whether the words are a single given name, or two that are given together."""
    if len(words) == 2:
        return is_double(words[0].text, words[1].text)
    return len(words) == 1 and known(words[0].text).is_given


def _capitals_from(words: Sequence[Word]) -> int:
    """Where words in capitals begin that are at the end of others, as in “Chana LEVY”; else 0."""
    place = len(words)
    while place and is_in_capitals(words[place - 1]):
        place -= 1
    return place if place < len(words) else 0


def _split_names(words: Sequence[Word], first: int) -> Split:
    names = words[first:]
    if len(names) == 1:
        return Split(joined(words), "", certain=not known(names[0].text).is_family_only)
    last, before = known(names[-1].text), known(names[0].text)
    double = is_double(names[0].text, names[1].text)
    if len(names) == 2 and double:
        return Split(joined(words), "", certain=True)
    genders = before.gender_of_parent, last.gender_of_parent
    of_the_other = all(genders) and genders[0] != genders[1]
    # “Chana Levi” is a family name, “Sarah Shalom” may be two parents.
    more_often = last.family > last.men + last.women
    is_family = last.is_family_only or (more_often and of_the_other)
    if len(names) == 2 and before.is_given and before.exact:
        if is_family:
            return _split(words, len(words) - 1, certain=True)
        if last.is_given_only and genders[0] == genders[1]:
            # “Chana bas Sheva” may be two names, or a mother and a grandmother.
            return Split(joined(words), "", certain=" " not in names[-1].text)
    if len(names) == 3 and double and is_family:
        return _split(words, len(words) - 1, certain=True)
    if last.is_given and not last.family and not of_the_other:
        return Split(joined(words), "", certain=False)
    return _split(words, len(words) - 1, certain=False)


def has_family_name(words: Sequence[Word]) -> bool:
    """Whether a parent's own column seems to hold a family name too, as “Chana Levi”."""
    words = [word for word in words if word.folded not in TITLES]
    if len(words) < 2:
        return bool(words) and known(words[-1].text).is_family_only
    if family_words_in(words):
        return True
    first, last = known(words[0].text), known(words[-1].text)
    other = bool(first.gender and last.gender) and first.gender != last.gender
    return bool(last.family and other and words[-1].folded not in TRIBES)


def family_words_in(words: Sequence[Word]) -> list[int]:
    """The places of words that can only be family names."""
    return [
        place
        for place, word in enumerate(words)
        if word.folded not in TRIBES and known(word.text).is_family_only
    ]
