"""What follows “ben” or “bas”: the parent or both parents, and perhaps the family name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from letters.reading.names.cell_words import Word, joined, split_words
from letters.reading.names.family_split import Split, split_family
from letters.reading.names.honorifics import take_honorifics
from letters.reading.names.known_names import known
from letters.reading.names.relations import join_compounds
from letters.reading.names.same_names import same_name
from letters.reading.names.vocabulary import (
    AND,
    EMPTY,
    IMEINU,
    TITLES,
    TITLES_OF_MEN,
    TITLES_OF_WOMEN,
    TRIBES,
    UNKNOWN,
)

_AND_BEFORE = re.compile(r"^(?:ו[֑-ׇ]*|[vV]e?['’`-]|[uU]['’`-]|וְ)(?=\S\S)")


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
    first, second = both_parents(words)
    if second:
        return _two_parents(first, split_family(second, family=family))
    split = split_family(words, family=family, parent=parent)
    gender = gender_of_parent(split.parent)
    asked = gender == "f" if of_father else not gender  # “בר לאה”: a mother after all?
    found = Parents(family=split.family, certain=split.certain, gender_guessed=asked)
    if of_father and gender != "f":
        gender = "m"
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


def both_parents(words: list[Word]) -> tuple[list[Word], list[Word]]:
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


@lru_cache(maxsize=1 << 15)
def has_both_genders(name: str) -> bool:
    """Whether a name has words that only men have and words that only women have."""
    parts = [word for word in join_compounds(split_words(name)) if word.folded not in TITLES]
    words = [known(word.text) for word in parts]
    names = [word for word in words if word.exact and not word.is_family_only]
    return len({word.gender for word in names} - {""}) > 1
