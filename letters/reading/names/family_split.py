"""Where a parent's name ends and the family name behind it begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from letters.reading.names.cell_words import Word, is_in_capitals, joined
from letters.reading.names.known_names import is_double, known
from letters.reading.names.relations import join_compounds
from letters.reading.names.same_names import same_name
from letters.reading.names.vocabulary import IMEINU, PARTICLES, TITLES, TRIBES


@dataclass(frozen=True, slots=True)
class Split:
    """A parent and the family name behind it; `certain` if nobody needs to be asked."""

    parent: str
    family: str
    certain: bool


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


def ends_in_family(words: Sequence[Word]) -> bool:
    """Whether the last of several words is a family name far more often than a given name."""
    if len(words) < 2 or words[-1].folded in TRIBES:
        return False
    first, last = known(words[0].text), known(words[-1].text)
    often = last.family > 10 * (last.men + last.women)
    return first.is_given and often and not is_double(words[-2].text, words[-1].text)


def family_words_in(words: Sequence[Word]) -> list[int]:
    """The places of words that can only be family names."""
    return [
        place
        for place, word in enumerate(words)
        if word.folded not in TRIBES and known(word.text).is_family_only
    ]
