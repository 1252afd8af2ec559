"""Whether the words and characters of a name are those of a name."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from django.core.exceptions import ValidationError

from letters.names import NAME_LIMIT, validate_name
from letters.reading.names.cell_words import Word, is_in_capitals, split_words
from letters.reading.names.folding import fold, is_hebrew
from letters.reading.names.given_part import MOST_WORDS
from letters.reading.names.known_names import is_repeated, known
from letters.reading.names.parents import name_after_and
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.relations import is_compound, join_compounds
from letters.reading.names.vocabulary import (
    BETWEEN,
    DITTO,
    EMPTY,
    KIN,
    KINDS,
    NO_NAME_WORDS,
    PARTICLES,
    PLACES,
    RELATIONS,
    TITLES,
    TITLES_OF_ADDRESS,
    TRIBES,
    UNKNOWN,
    WISHES,
)
from letters.reading.questions import Question

_SIGNS_OF_NO_NAME = frozenset(",?!:;/\\%#&()[]{}@=+*_<>|~^0123456789…")
# Words that may begin small inside a name.
_SMALL = PARTICLES | TITLES
_NO_NAMES = NO_NAME_WORDS | UNKNOWN | EMPTY | DITTO
_VALUES = frozenset((*RELATIONS, *KINDS))
_EDGES = frozenset("\"'-")
_PLAIN = re.compile("[A-Za-z][A-Za-z '-]*|[א-ת][א-ת '״׳־-]*")
_LETTERS_OF_ALPHABETS = ("HEBREW", "LATIN", "CYRILLIC", "GREEK")


def check_characters(name: ParsedName, parts: list[str]) -> None:
    """Check what no name has: punctuation, digits, words of two alphabets, too many characters."""
    if any(len(part) > NAME_LIMIT for part in parts):
        name.add(Issue.TOO_LONG)
        return
    for part in parts:
        for code in _codes_of_characters(part):
            name.add(code)


@lru_cache(maxsize=1 << 15)
def _codes_of_characters(part: str) -> tuple[Issue, ...]:
    odd = not _SIGNS_OF_NO_NAME.isdisjoint(part) or _has_odd_edge(part) or not _is_name(part)
    mixed = not _PLAIN.fullmatch(part) and any(map(_mixes_alphabets, part.split()))
    codes = ((odd, Issue.NOT_A_NAME), (mixed, Issue.MIXED_LETTERS))
    return tuple(code for holds, code in codes if holds)


def _has_odd_edge(part: str) -> bool:
    """Whether a word is in quotation marks, or a dash is at its end."""
    folded = fold(part)
    if not _EDGES & set(folded):
        return False
    return any(
        (word[0] in "\"'-" and not _is_guttural(word))
        or word[-1] in '"-'
        or (word[-1] == "'" and not is_hebrew(word))
        for word in folded.split()
        if word not in TITLES
    )


def _is_guttural(word: str) -> bool:
    """“'Hanna”: how ḥet is written in French."""
    return word.startswith("'h") and not word.endswith("'")


def _mixes_alphabets(word: str) -> bool:
    if word.isascii():
        return False
    return len({alphabet for alphabet in _alphabets(word) if alphabet}) > 1


def _alphabets(word: str) -> Iterator[str]:
    for c in word:
        if c.isalpha():
            called = unicodedata.name(c, "")
            yield next((each for each in _LETTERS_OF_ALPHABETS if called.startswith(each)), "")


def _is_name(name: str) -> bool:
    if _PLAIN.fullmatch(name):
        return True
    try:
        validate_name(name)
    except ValidationError:
        return False
    return True


def check_words(name: ParsedName, part: str, text: str) -> None:
    """Check the words of one part: given, mother, father or family."""
    asked = part != "given" and Question.PARENTS_GENDER.value in name.questions
    for code in _codes(part, text, asked):
        name.add(code)


@lru_cache(maxsize=1 << 15)
def _codes(part: str, typed: str, asked: bool) -> tuple[Issue | Question, ...]:
    """`asked`: which parent it is must be confirmed anyway."""
    return tuple(_codes_of(part, split_words(typed), asked))


def _codes_of(part: str, words: list[Word], asked: bool) -> Iterator[Issue | Question]:
    text = fold(" ".join(word.text for word in words))
    if any(map(_is_no_name, words)) or _is_other_value(text):
        yield Issue.NO_NAME_WORD
    if part == "family" and _is_parent(words):
        yield Question.FAMILY_SPLIT
    if part == "family" and (text in PLACES or any(word.folded in WISHES for word in words)):
        yield Question.UNKNOWN_NAME
    if part != "family" and not asked and not _are_known(words):
        yield Question.UNKNOWN_NAME
    if any(_is_initial(word) for word in words if word.folded not in _SMALL):
        yield Question.ABBREVIATION
    if len(words) > MOST_WORDS or _is_repeated(words):
        yield Question.MANY_WORDS
    if len({is_hebrew(word.text) for word in words if any(map(str.isalpha, word.text))}) > 1:
        yield Question.TWO_ALPHABETS
    if _has_title(part, words):
        yield Question.TITLE
    yield from _codes_of_capitals(part, words)


def _is_parent(words: list[Word]) -> bool:
    """“ben Shimon”, “bas Chana” in place of a family name; “Ben Shimon” is one."""
    relation = BETWEEN.get(words[0].folded)
    if relation is None or len(words) < 2 or is_compound(words, 0):
        return False
    return words[0].text[:1].islower() or relation == "bas"


def _has_title(part: str, words: list[Word]) -> bool:
    """Whether there is a title that is not customary: “R'” is, and “Rabbi” of a parent.

    “אחי” may be “my brother” before a given name.
    """
    first = words[0].folded
    if part in {"mother", "father"}:
        return first in TITLES_OF_ADDRESS and len(words) > 1
    if part == "given" and first in KIN:
        return len(words) > 1
    return first in TITLES and not (part == "given" and first in {"r'", "ר'", "reb"})


def _codes_of_capitals(part: str, words: list[Word]) -> Iterator[Question]:
    own = [word for word in words if word.folded not in _SMALL]
    if part == "given" and words[0].folded in PARTICLES:
        own.append(words[0])
    if any(word.text[:1].islower() and not _is_elision(word) for word in own):
        yield Question.SMALL_INITIAL
    elif part != "family" and own and all(map(is_in_capitals, own)):
        yield Question.ALL_CAPITALS


def _is_other_value(text: str) -> bool:
    """Whether it is in place of a name, or a value of another column."""
    if text in _NO_NAMES:
        return True
    word = known(text)
    return text in _VALUES | KIN and not (word.is_given and word.exact)


def _is_repeated(words: list[Word]) -> bool:
    """Whether one name is there in two spellings, as “Joseph Yosef”."""
    pairs = combinations(words, 2)
    return any(is_repeated(one.text, other.text) for one, other in pairs)


def _are_known(words: list[Word]) -> bool:
    """Whether each word is a given name, but for titles before it and the tribe behind it."""
    names = [word for word in join_compounds(words) if word.folded not in TITLES | TRIBES]
    return bool(names) and all(map(_is_known, names))


def _is_known(word: Word) -> bool:
    """Whether it is a given name, or one joined to another word."""
    return known(word.text).is_given or name_after_and(word) is not None


def _is_no_name(word: Word) -> bool:
    """Whether no name has this word, alone or behind “ו”."""
    return word.folded in NO_NAME_WORDS or (
        word.folded[:1] == "ו" and word.folded[1:] in NO_NAME_WORDS
    )


def _is_elision(word: Word) -> bool:
    """“d'Israeli”, “v'Sarah”."""
    return len(word.text) > 2 and word.text[1] in "'’׳`" and word.text[2:3].isupper()


def _is_initial(word: Word) -> bool:
    """“Y.”, “מ״מ”: letters in place of a name; “חי׳” and “דב״ר” may be names."""
    letters = [c for c in word.text if c.isalpha()]
    if len(letters) < 3 and "".join(letters).isascii() and is_in_capitals(word):
        return True
    if len(letters) == 1 or word.text.endswith("."):
        return True
    quoted = word.folded.strip(".,").replace(".", '"')
    return len(letters) < 4 and '"' in quoted[1:-1] if len(quoted) > 2 else False
