"""What makes a name, as it was read, unclear or unusual."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.forms.text_input import EMAIL_LIMIT
from letters.names import validate_given_name
from letters.names.printable import without_cantillation
from letters.reading.names.folding import fold
from letters.reading.names.known_names import known
from letters.reading.names.parents import has_both_genders
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.relations import relation_of_name
from letters.reading.names.same_names import share_a_word
from letters.reading.names.vocabulary import DITTO, EMPTY, UNKNOWN
from letters.reading.names.word_checks import check_characters, check_words
from letters.reading.questions import Question


@lru_cache(maxsize=1 << 15)
def is_placeholder(cell: str) -> bool:
    """Whether a cell is empty in other words, as “-” or “N/A”."""
    return fold(cell).strip(" .,:;()") in EMPTY or fold(cell) in EMPTY or not _has_content(cell)


def is_unknown(cell: str) -> bool:
    """Whether a cell says that a name is not known."""
    return fold(cell).strip(" .,:;()!") in UNKNOWN or fold(cell) in UNKNOWN


def is_ditto(cell: str) -> bool:
    """Whether a cell refers to the row above."""
    return fold(cell).strip(" .,:;()") in DITTO or fold(cell) in DITTO


def _has_content(cell: str) -> bool:
    return any(c.isalnum() or c in '?"״' for c in cell)


def check(name: ParsedName) -> None:
    """Add the issues and questions of a whole name."""
    _take_cantillation_off(name)
    _check_completeness(name)
    parts = {
        "given": name.given_name,
        "mother": name.mother_name,
        "father": name.father_name,
        "family": name.family_name,
    }
    check_characters(name, [text for text in parts.values() if text])
    if not is_given_name(name.given_name):
        name.add(Issue.TWO_RELATIONS)
    for part, text in parts.items():
        if text:
            check_words(name, part, text)
    _check_relation(name)
    others = (name.given_name, name.mother_name, name.father_name)
    repeated = any(share_a_word(name.family_name, other) for other in others)
    if repeated or known(name.family_name).is_given_only:
        name.add(Question.FAMILY_SPLIT)
    if are_exchanged(name.given_name, name.family_name):
        name.add(Question.GIVEN_MAY_BE_FAMILY)
    if name.email and not _is_email(name.email):
        name.add(Issue.EMAIL)


def _take_cantillation_off(name: ParsedName) -> None:
    """It can't be printed; vowels stay."""
    for part in ("given_name", "mother_name", "father_name", "family_name"):
        text = getattr(name, part)
        if (plain := without_cantillation(text)) != text:
            setattr(name, part, plain)
            name.add(Question.CANTILLATION)


def _check_completeness(name: ParsedName) -> None:
    if not name.given_name and name.kind != "baby":
        name.add(Issue.NO_GIVEN)
    unknown = Issue.PARENT_UNKNOWN.value in name.issues
    if not name.mother_name and not name.father_name and not unknown:
        name.add(Issue.NO_PARENT)
    unclear = Issue.RELATION_UNCLEAR.value in name.issues
    if not name.relation and not unclear:
        name.add(Issue.NO_RELATION)


def are_exchanged(given_name: str, family_name: str) -> bool:
    """Whether the given name is far more often a family name, and the family name a given one."""
    given, family = known(given_name), known(family_name)
    named_so = family.men + family.women
    return given.family > 5 * (given.men + given.women) and named_so > family.family


def _check_relation(name: ParsedName) -> None:
    """A son with a daughter's name: the columns may have been exchanged."""
    suggested, _strong = relation_of_name(name.given_name)
    other = suggested and name.relation and suggested != name.relation
    if other or has_both_genders(name.given_name):
        name.add(Question.RELATION_UNUSUAL)


@lru_cache(maxsize=1 << 15)
def is_given_name(name: str) -> bool:
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
    return len(address) <= EMAIL_LIMIT
