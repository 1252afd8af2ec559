"""Lists of the departed by their headings: “Name of deceased”, and no other column of names."""

from collections.abc import Sequence
from functools import lru_cache

from letters.reading.headings.meanings import meaning_of, names_the_sender, without_departed
from letters.reading.headings.patterns import Meaning

_GIVEN = frozenset(
    {
        *(Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN),
        *(Meaning.FIRST, Meaning.CIVIL),
    }
)
_OF_A_PERSON = _GIVEN | {
    *(Meaning.MOTHER, Meaning.FATHER, Meaning.PARENTS, Meaning.FAMILY, Meaning.FAMILY_OR_WHOLE),
    *(Meaning.MIDDLE, Meaning.RELATION),
}


def lists_the_departed(headings: Sequence[str]) -> bool:
    """Whether the only names in a table are those of the departed, as its headings say.

    “Your name” beside them is of the person who filled in a form.
    """
    others = [heading for heading in headings if not names_the_sender(heading)]
    if any(meaning_of(heading) in _GIVEN for heading in others):
        return False
    said = {_meaning_of_the_departed(heading) for heading in others}
    return bool(said & (_GIVEN | {Meaning.FAMILY_OR_WHOLE}))


def meaning_among_the_departed(heading: str) -> Meaning | None:
    """What a heading names in a list of the departed: “Name of deceased” is a name there."""
    return _meaning_of_the_departed(heading) or meaning_of(heading)


@lru_cache(maxsize=1 << 10)
def _meaning_of_the_departed(heading: str) -> Meaning | None:
    rest = without_departed(heading)
    found = meaning_of(rest) if rest else None
    return found if found in _OF_A_PERSON else None
