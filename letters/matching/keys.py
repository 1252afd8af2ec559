"""Keys by which people who may be the one that is looked for are found in an index.

A key is a 64-bit hash of one class of the given name, one of a parent's name and one of the family
name. Two people of whom `compare` says "strict" or "loose" on three facts have a key in common,
apart from slips of the keyboard in a name that no table has.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import product

from letters.matching import words
from letters.matching.compare import NameFacts
from letters.matching.sounds import coarse_code
from letters.matching.spelling import fold
from letters.matching.tables import FEMALE, GENDERS, MALE, family_names, given_names

MAX_KEYS = 48


def stored_keys(name: NameFacts) -> list[int]:
    """The keys under which a person is stored, as signed 64-bit integers, sorted."""
    return _keys(name, ())


def searched_keys(name: NameFacts) -> list[int]:
    """The keys under which a person of this name may be stored, with or without a family name."""
    return _keys(name, ("",))


def _keys(name: NameFacts, more_families: Iterable[str]) -> list[int]:
    given = _given_classes(words.given_words(name.given), GENDERS.get(name.relation, ""))
    mother, father = words.given_words(name.mother), words.given_words(name.father)
    parents = [*_given_classes(mother, FEMALE), *_given_classes(father, MALE)]
    families = {*_family_classes(words.family_words(name.family)), *more_families}
    if not name.family:
        # It may have been written behind a parent's name.
        families |= {"", *_family_classes(mother[1:]), *_family_classes(father[1:])}
    hashes = {_hash("|".join(parts)) for parts in product(given, parents, sorted(families))}
    return sorted(hashes)[:MAX_KEYS]


def _given_classes(name: tuple[str, ...], gender: str) -> list[str]:
    joined = given_names().join([fold(word) for word in name])
    return list(dict.fromkeys(each for word in joined for each in _classes(word, gender)))


def _classes(word: str, gender: str) -> Iterator[str]:
    known = given_names().look_up(word, gender)
    yield from sorted(known.strict | known.loose)
    if not known.strict:
        yield f"~{coarse_code(word)}"


def _family_classes(name: tuple[str, ...]) -> list[str]:
    whole = fold("".join(name))
    known = family_names().look_up(whole)
    if known:
        return sorted(known.strict | known.loose)
    return list(dict.fromkeys(f"~{coarse_code(word)}" for word in name))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
