"""Keys by which people who may be the one that is looked for are found in an index.

A key is a 64-bit hash of one class of the given name, one of a parent's name and one of the family
name. Two people of whom `compare` says "strict" or "loose" on three facts have a key in common,
apart from slips of the keyboard in a name that no table has.
"""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import product

from letters.matching import words
from letters.matching.compare import NameFacts
from letters.matching.sounds import coarse_code
from letters.matching.spelling import fold
from letters.matching.tables import FEMALE, GENDERS, MALE, Table, family_names, given_names

MAX_KEYS = 24  # of a stored person; searched are at most eight times as many


def stored_keys(name: NameFacts) -> list[int]:
    """The keys under which a person is stored, as signed 64-bit integers, sorted."""
    return _keys(name, _stored, ())[:MAX_KEYS]


def searched_keys(name: NameFacts) -> list[int]:
    """The keys under which a person of this name may be stored, with or without a family name."""
    return _keys(name, _searched, ("",))[: MAX_KEYS * 8]


Classes = Callable[[Table, str, str], Iterable[str]]


def _keys(name: NameFacts, classes: Classes, more_families: Iterable[str]) -> list[int]:
    given = _given(words.given_words(name.given), GENDERS.get(name.relation, ""), classes)
    mother, father = words.given_words(name.mother), words.given_words(name.father)
    parents = [*_given(mother, FEMALE, classes), *_given(father, MALE, classes)]
    families = {*_family(words.family_words(name.family), classes), *more_families}
    if not name.family:
        # It may have been written behind a parent's name.
        families |= {"", *_family(mother[1:], classes), *_family(father[1:], classes)}
    return sorted({_hash("|".join(parts)) for parts in product(given, parents, sorted(families))})


def _given(name: tuple[str, ...], gender: str, classes: Classes) -> list[str]:
    table = given_names()
    joined = table.join([fold(word) for word in name])
    return list(dict.fromkeys(each for word in joined for each in classes(table, word, gender)))


def _family(name: tuple[str, ...], classes: Classes) -> list[str]:
    whole = fold("".join(name))
    table = family_names()
    if table.look_up(whole):
        return list(classes(table, whole, ""))
    return list(dict.fromkeys(f"~{coarse_code(word)}" for word in name))


def _stored(table: Table, word: str, gender: str) -> Iterable[str]:
    known = table.look_up(word, gender)
    if known.strict:
        return sorted(known.strict)
    return [*sorted(known.loose), f"~{coarse_code(word)}"]


def _searched(table: Table, word: str, gender: str) -> Iterable[str]:
    known = table.look_up(word, gender)
    names = sorted(known.strict | known.loose | table.written_as(known.strict))
    return names if known.strict else [*names, f"~{coarse_code(word)}"]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
