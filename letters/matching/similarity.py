"""How alike two names are, to put the likeliest of several candidates first."""

from rapidfuzz.distance import JaroWinkler

from letters.matching import words
from letters.matching.compare import NameFacts
from letters.matching.parts import Degree, family_degree, name_degree
from letters.matching.spelling import fold
from letters.matching.tables import FEMALE, GENDERS, MALE

_LIKE_BY_DEGREE = {Degree.SAME: 1.0, Degree.MAYBE: 0.5}


def similarity(a: NameFacts, b: NameFacts) -> float:
    """From 0 to 4: one for each of given name, mother, father and family name that agrees.

    A field that only may agree counts at least a half, by its letters more.
    """
    gender = GENDERS.get(a.relation or b.relation, "")
    total = 0.0
    for first, second, of in (
        (a.given, b.given, gender),
        (a.mother, b.mother, FEMALE),
        (a.father, b.father, MALE),
    ):
        one, other = words.given_words(first), words.given_words(second)
        total += _alike(one, other, name_degree(one, other, of))
    one, other = words.family_words(a.family), words.family_words(b.family)
    return total + _alike(one, other, family_degree(one, other))


def _alike(a: tuple[str, ...], b: tuple[str, ...], degree: Degree) -> float:
    if degree == Degree.UNKNOWN:
        return 0.0
    written = JaroWinkler.similarity(*(" ".join(map(fold, name)) for name in (a, b)))
    return max(_LIKE_BY_DEGREE.get(degree, 0.0), min(written, 0.99) if degree else 0.0)
