"""What is unclear about a name whose parts are in fields of their own, typed or corrected.

The same words are asked about as in a list that is read. The fields stay as they are typed: what
the reader of a list would take off or move, as “ben” before the mother, is asked about.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from letters.reading.names.cell_words import Word, joined, split_words
from letters.reading.names.checks import are_exchanged, is_given_name, is_placeholder, is_unknown
from letters.reading.names.family_split import (
    ends_in_family,
    family_words_in,
    has_family_name,
)
from letters.reading.names.given_part import is_of_several
from letters.reading.names.honorifics import take_honorifics
from letters.reading.names.known_names import known
from letters.reading.names.parents import both_parents, gender_of_parent, has_both_genders
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.relations import (
    between_at_start,
    find_between,
    join_compounds,
    relation_of_name,
)
from letters.reading.names.same_names import share_a_word
from letters.reading.names.word_checks import check_characters, check_words
from letters.reading.questions import Question

_PARTS = {
    "given_name": "given",
    "mother_name": "mother",
    "father_name": "father",
    "family_name": "family",
}
_PARENTS = {"mother": "f", "father": "m"}
_SEVERAL_NAMES = frozenset((Issue.SEVERAL_PEOPLE.value, Issue.TWO_RELATIONS.value))


def check_fields(name: Mapping[str, str]) -> Mapping[str, Collection[str]]:
    """The codes of Issue and of Question, each with the fields of `name` that it is about.

    `name` has the four text fields of a name and `relation`. What is missing has no code here.
    """
    found: dict[str, set[str]] = defaultdict(set)
    texts = {field: " ".join(name[field].split()) for field in _PARTS}
    for field, part in _PARTS.items():
        for code in _codes(part, texts[field]) if texts[field] else ():
            found[code].add(field)
    for code, fields in _between_fields(texts, name["relation"]):
        found[code].update(fields)
    return found


@lru_cache(maxsize=1 << 15)
def _codes(part: str, text: str) -> tuple[str, ...]:
    if part in _PARENTS and (is_unknown(text) or is_placeholder(text)):
        return (Issue.PARENT_UNKNOWN.value,)
    if is_unknown(text) or is_placeholder(text):
        return (Issue.NO_NAME_WORD.value,)
    words = split_words(text)
    honorifics = take_honorifics(words)
    found = ParsedName()
    for code in _codes_of_part(part, honorifics.words):
        found.add(code)
    if honorifics.before or len(honorifics.words) < len(words):
        found.add(Question.SUFFIX)
    check_characters(found, [text])
    if not honorifics.words:
        found.add(Issue.NO_NAME_WORD)
    elif not _SEVERAL_NAMES & set(found.issues):  # their words are corrected first
        check_words(found, part, joined(honorifics.words))
    return (*found.issues, *found.questions)


def _codes_of_part(part: str, words: list[Word]) -> Iterator[Issue | Question]:
    if part == "given":
        yield from _codes_of_given(words)
    elif part in _PARENTS:
        yield from _codes_of_parent(part, words)
    elif known(joined(words)).is_given_only:
        yield Question.FAMILY_SPLIT


def _codes_of_given(words: list[Word]) -> Iterator[Issue | Question]:
    text = joined(words)
    if is_of_several(join_compounds(words)):
        yield Issue.SEVERAL_PEOPLE
    if find_between(words) or not is_given_name(text):
        yield Issue.TWO_RELATIONS
    if family_words_in(words):
        yield Question.GIVEN_MAY_BE_FAMILY
    if has_both_genders(text):
        yield Question.RELATION_UNUSUAL


def _codes_of_parent(part: str, words: list[Word]) -> Iterator[Issue | Question]:
    text = joined(words)
    if between_at_start(words) or find_between(words):
        yield Issue.TWO_RELATIONS
        return
    if both_parents(words)[1]:
        yield Issue.SEVERAL_PEOPLE
        return
    gender = gender_of_parent(text)
    if (gender and gender != _PARENTS[part]) or has_both_genders(text):
        yield Question.PARENTS_GENDER
    if has_family_name(words):
        yield Question.PARENT_SPLIT


def _between_fields(texts: Mapping[str, str], relation: str) -> Iterator[tuple[str, set[str]]]:
    """What only several fields together show."""
    given, family = texts["given_name"], texts["family_name"]
    suggested, _strong = relation_of_name(given)
    if suggested and relation and suggested != relation:
        yield Question.RELATION_UNUSUAL.value, {"given_name", "relation"}
    if not family and ends_in_family(join_compounds(split_words(given))):
        yield Question.GIVEN_MAY_BE_FAMILY.value, {"given_name", "family_name"}
    for field in ("given_name", "mother_name", "father_name"):
        if share_a_word(family, texts[field]):
            yield Question.FAMILY_SPLIT.value, {field, "family_name"}
    if are_exchanged(given, family):
        yield Question.GIVEN_MAY_BE_FAMILY.value, {"given_name", "family_name"}
