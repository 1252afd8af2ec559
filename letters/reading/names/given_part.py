"""What is before “ben” or “bas”, or in a column of given names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from letters.reading.names.cell_words import Word, is_in_capitals, joined, split_words
from letters.reading.names.family_split import ends_in_family, family_words_in
from letters.reading.names.folding import fold
from letters.reading.names.known_names import is_double, known
from letters.reading.names.parents import name_after_and
from letters.reading.names.parsed_name import Issue
from letters.reading.names.relations import is_compound, join_compounds
from letters.reading.names.same_names import same_name
from letters.reading.names.vocabulary import AND, PARTICLES, TITLES
from letters.reading.questions import Question

_SEVERAL = re.compile(r"\S\s*[/+&]\s*\S")
MOST_WORDS = 4


@dataclass
class GivenPart:
    """A given name, and a family name before or behind it."""

    given: str = ""
    family: str = ""
    codes: list[Issue | Question] = field(default_factory=list)


def read_given(
    words: Sequence[Word], *, family: str = "", has_between: bool, may_have_family: bool
) -> GivenPart:
    """Read a given name. `family` is the family name of another column.

    `may_have_family`: without such a column, the last word may be the family name.
    """
    parts = _parts(words)
    if len(parts) > 1:
        found = _family_first(parts, family)
    else:
        names = join_compounds(parts[0]) if parts else []
        found = _one_part(names, family, has_between, may_have_family)
    _add_codes(found)
    return found


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.folded:
            parts[-1].append(word)
        if word.ends_part:
            parts.append([])
    return [part for part in parts if part]


def _family_first(parts: list[list[Word]], family: str) -> GivenPart:
    """“Levi, Yosef”."""
    if len(parts) > 2:
        return GivenPart(joined([w for part in parts for w in part]), "", [Issue.SEVERAL_PEOPLE])
    first, second = joined(parts[0]), joined(parts[1])
    if family:
        if same_name(first, family):
            return GivenPart(second)
        if same_name(second, family):
            return GivenPart(first)
        return GivenPart(f"{first} {second}", "", [Issue.SEVERAL_PEOPLE])
    one, other = [known(word.text) for word in parts[0]], [known(word.text) for word in parts[1]]
    if all(word.is_given for word in other) and other:
        given, people = one[0].men + one[0].women, one[0].family
        if not one[0].is_given or people > 5 * given:
            certain = all(word.family for word in one)
            return GivenPart(second, first, [] if certain else [Question.GIVEN_SPLIT])
        if people * 10 > given:
            return GivenPart(second, first, [Question.GIVEN_SPLIT])
    elif all(word.is_given for word in one) and len(parts[1]) == 1:
        return GivenPart(first, second, [Question.GIVEN_SPLIT])
    return GivenPart(f"{first} {second}", "", [Issue.SEVERAL_PEOPLE])


def _one_part(
    words: list[Word], family: str, has_between: bool, may_have_family: bool
) -> GivenPart:
    if is_of_several(words):
        return GivenPart(joined(words), "", [Issue.SEVERAL_PEOPLE])
    if len(words) < 2:
        return GivenPart(joined(words))
    if family:
        return _without_family(words, family)
    of_family = family_words_in(words) or _capitals(words)
    if of_family and len(of_family) < len(words):
        return _divided(words, of_family, has_between)
    particle = next(
        (place for place in range(1, len(words) - 1) if words[place].folded in PARTICLES), 0
    )
    if particle:
        return GivenPart(joined(words[:particle]), joined(words[particle:]), [Question.GIVEN_SPLIT])
    if may_have_family:
        return _perhaps_family_last(words, has_between)
    asked = [Question.GIVEN_MAY_BE_FAMILY] if ends_in_family(words) else []
    return GivenPart(joined(words), "", [*asked])


def is_of_several(words: Sequence[Word]) -> bool:
    """“Yosef and Rivka”, “יוסף ורבקה”, “Yosef/Rivka”."""
    if _SEVERAL.search(joined(words)):
        return True
    return any(
        (word.folded in AND and place + 1 < len(words)) or name_after_and(word)
        for place, word in enumerate(words)
        if place
    )


def _without_family(words: list[Word], family: str) -> GivenPart:
    count = len(family.split())
    if len(words) > count and same_name(joined(words[-count:]), family):
        return GivenPart(joined(words[:-count]))
    if len(words) > count and same_name(joined(words[:count]), family):
        return GivenPart(joined(words[count:]))
    codes: list[Issue | Question] = []
    if family_words_in(words):
        codes.append(Question.GIVEN_MAY_BE_FAMILY)
    return GivenPart(joined(words), "", codes)


def _capitals(words: Sequence[Word]) -> list[int]:
    """The places of words in capitals among others, as in “LEVY Yosef”."""
    found = [n for n, word in enumerate(words) if is_in_capitals(word)]
    return found if len(found) < len(words) else []


def _divided(words: list[Word], of_family: list[int], has_between: bool) -> GivenPart:
    """The family name off the given name, where it is at one end."""
    count = len(of_family)
    rest = [word for place, word in enumerate(words) if place not in of_family]
    if of_family not in (list(range(count)), list(range(len(words) - count, len(words)))):
        return GivenPart(joined(words), "", [Question.GIVEN_MAY_BE_FAMILY])
    if all(word.folded in TITLES for word in rest):
        return GivenPart(joined(words), "", [Question.GIVEN_MAY_BE_FAMILY])
    certain = len(words) == 2 and known(rest[0].text).is_given and not has_between
    family = joined([words[place] for place in of_family])
    return GivenPart(joined(rest), family, [] if certain else [Question.GIVEN_SPLIT])


def _perhaps_family_last(words: list[Word], has_between: bool) -> GivenPart:
    names = [known(word.text) for word in words if word.folded not in TITLES]
    if len(names) < 2:
        return GivenPart(joined(words))
    last = names[-1]
    if len(names) == 2 and is_double(words[-2].text, words[-1].text):
        return GivenPart(joined(words))
    if has_between and last.is_given:
        if any(word.family > 10 * (word.men + word.women) for word in names):
            return GivenPart(joined(words), "", [Question.GIVEN_MAY_BE_FAMILY])
        # Somebody who writes the parent writes the family name behind it.
        return GivenPart(joined(words))
    if last.is_given_only:
        return GivenPart(joined(words))
    given = last.men + last.women
    if last.family > 10 * given and len(names) == 2 and names[0].is_given:
        return GivenPart(joined(words[:-1]), words[-1].text)
    if last.family > given or not last.is_given:
        return GivenPart(joined(words[:-1]), words[-1].text, [Question.GIVEN_SPLIT])
    return GivenPart(joined(words), "", [Question.GIVEN_MAY_BE_FAMILY])


def _add_codes(found: GivenPart) -> None:
    words = found.given.split()
    may_be_family = len(words) == 1 and known(found.given).is_family_only
    if may_be_family and Question.GIVEN_MAY_BE_FAMILY not in found.codes:
        found.codes.append(Question.GIVEN_MAY_BE_FAMILY)
    begins = len(words) > 1 and fold(words[0]) in PARTICLES
    if begins and not is_compound(split_words(found.given), 0):
        found.codes.append(Question.GIVEN_MAY_BE_FAMILY)
    if len(words) > MOST_WORDS:
        found.codes.append(Question.MANY_WORDS)
