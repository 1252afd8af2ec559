"""What makes a name, as it was read, unclear or unusual."""

import re
import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from letters.names import NAME_LIMIT, validate_given_name, validate_name
from letters.reading.cell_words import Word, is_in_capitals, split_words
from letters.reading.folding import fold, is_hebrew
from letters.reading.given_part import MOST_WORDS
from letters.reading.known_names import known
from letters.reading.parents import name_after_and
from letters.reading.parsed_name import Issue, ParsedName
from letters.reading.questions import Question
from letters.reading.relations import relation_of_name
from letters.reading.vocabulary import DITTO, EMPTY, NO_NAME_WORDS, PARTICLES, TITLES, UNKNOWN

_SIGNS_OF_NO_NAME = frozenset("?!:;/\\%#&()[]{}@=+*_<>|~^0123456789…")
# Words that may begin small inside a name.
_SMALL = PARTICLES | TITLES
_EDGES = frozenset("\"'-")
_PLAIN = re.compile("[A-Za-z][A-Za-z '-]*|[א-ת][א-ת '״׳־-]*")
_LETTERS_OF_ALPHABETS = ("HEBREW", "LATIN", "CYRILLIC", "GREEK")


def is_placeholder(cell: str) -> bool:
    """Whether a cell is empty in other words, as “-” or “N/A”."""
    return (
        fold(cell).strip(" .,:;()") in EMPTY or fold(cell) in EMPTY or not _has_letter_or_sign(cell)
    )


def is_unknown(cell: str) -> bool:
    """Whether a cell says that a name is not known."""
    return fold(cell).strip(" .,:;()!") in UNKNOWN or fold(cell) in UNKNOWN


def is_ditto(cell: str) -> bool:
    """Whether a cell refers to the row above."""
    return fold(cell).strip(" .,:;()") in DITTO or fold(cell) in DITTO


def _has_letter_or_sign(cell: str) -> bool:
    return any(c.isalnum() or c in '?"״' for c in cell)


def check(name: ParsedName) -> None:
    """Add the issues and questions of a whole name."""
    _check_completeness(name)
    parts = {
        "given": name.given_name,
        "mother": name.mother_name,
        "father": name.father_name,
        "family": name.family_name,
    }
    words = {part: split_words(text) for part, text in parts.items() if text}
    _check_signs(name, [text for text in parts.values() if text])
    if not _is_given_name(name.given_name):
        name.add(Issue.TWO_RELATIONS)
    for part, found in words.items():
        _check_words(name, part, found)
    _check_relation(name)
    if are_exchanged(name.given_name, name.family_name):
        name.add(Question.GIVEN_MAY_BE_FAMILY)
    if name.email and not _is_email(name.email):
        name.add(Issue.EMAIL)


def _check_completeness(name: ParsedName) -> None:
    if not name.given_name and name.kind != "baby":
        name.add(Issue.NO_GIVEN)
    unknown = Issue.PARENT_UNKNOWN.value in name.issues
    if not name.mother_name and not name.father_name and not unknown:
        name.add(Issue.NO_PARENT)
    unclear = Issue.RELATION_UNCLEAR.value in name.issues
    if not name.relation and not unclear:
        name.add(Issue.NO_RELATION)


def _check_signs(name: ParsedName, parts: list[str]) -> None:
    if any(len(part) > NAME_LIMIT for part in parts):
        name.add(Issue.TOO_LONG)
        return
    odd = any(_SIGNS_OF_NO_NAME & set(part) or _has_odd_edge(part) for part in parts)
    if odd or not all(map(_is_name, parts)):
        name.add(Issue.NOT_A_NAME)
    mixed = (word for part in parts if not _PLAIN.fullmatch(part) for word in part.split())
    if any(map(_mixes_alphabets, mixed)):
        name.add(Issue.MIXED_LETTERS)


def _has_odd_edge(part: str) -> bool:
    """Whether a word stands in quotation marks, or a dash is at its end."""
    folded = fold(part)
    if not _EDGES & set(folded):
        return False
    return any(
        word[0] in "\"'-" or word[-1] in '"-' or (word[-1] == "'" and not is_hebrew(word))
        for word in folded.split()
        if word not in TITLES
    )


def _mixes_alphabets(word: str) -> bool:
    if word.isascii():
        return False
    return len({alphabet for alphabet in _alphabets(word) if alphabet}) > 1


def _alphabets(word: str) -> Iterator[str]:
    for c in word:
        if c.isalpha():
            called = unicodedata.name(c, "")
            yield next((each for each in _LETTERS_OF_ALPHABETS if called.startswith(each)), "")


def _check_words(name: ParsedName, part: str, words: list[Word]) -> None:
    text = fold(" ".join(word.text for word in words))
    if any(map(_is_no_name, words)) or text in NO_NAME_WORDS:
        name.add(Issue.NO_NAME_WORD)
    if text in UNKNOWN or text in EMPTY or text in DITTO:
        name.add(Issue.NO_NAME_WORD)
    if part == "given" and words[0].folded in TITLES and not text.startswith("r'"):
        name.add(Question.TITLE)
    if part != "family" and not any(_is_known(word) for word in words):
        name.add(Question.UNKNOWN_NAME)
    if part != "family" and any(_is_initial(word) for word in words if word.folded not in TITLES):
        name.add(Question.ABBREVIATION)
    if len(words) > MOST_WORDS:
        name.add(Question.MANY_WORDS)
    own = [word for word in words if word.folded not in _SMALL]
    if part == "given" and words[0].folded in PARTICLES:
        own.append(words[0])
    if any(word.text[:1].islower() and not _is_elision(word) for word in own):
        name.add(Question.SMALL_INITIAL)
    elif part != "family" and own and all(is_in_capitals(word) for word in own):
        name.add(Question.ALL_CAPITALS)


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
    if len(letters) == 1 or word.text.endswith("."):
        return True
    quoted = word.folded.strip(".,").replace(".", '"')
    return len(letters) < 4 and '"' in quoted[1:-1] if len(quoted) > 2 else False


def are_exchanged(given_name: str, family_name: str) -> bool:
    """Whether the given name is far more often a family name, and the family name a given one."""
    given, family = known(given_name), known(family_name)
    return (
        given.family > 5 * (given.men + given.women) and family.men + family.women > family.family
    )


def _check_relation(name: ParsedName) -> None:
    """A son with a daughter's name: the columns may have been exchanged."""
    suggested, _strong = relation_of_name(name.given_name)
    if suggested and name.relation and suggested != name.relation:
        name.add(Question.RELATION_UNUSUAL)


def _is_name(name: str) -> bool:
    if _PLAIN.fullmatch(name):
        return True
    try:
        validate_name(name)
    except ValidationError:
        return False
    return True


def _is_given_name(name: str) -> bool:
    try:
        validate_given_name(name)
    except ValidationError:
        return False
    return True


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
