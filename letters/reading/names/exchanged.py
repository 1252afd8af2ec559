"""Whether two columns of a list are exchanged, as far as some of its rows show it."""

from collections.abc import Iterable

from letters.reading.names.checks import are_exchanged
from letters.reading.names.known_names import known

_FEWEST = 2  # rows that must show it
_TO_ONE = 4  # for each row that shows the contrary


def are_given_and_mother(rows: Iterable[tuple[str, str]]) -> bool:
    """Whether women are in the column of given names and men in that of mothers.

    Rows of two women or two men show nothing.
    """
    genders = [
        (known(given.split()[0]).gender, known(mother.split()[0]).gender)
        for given, mother in rows
        if given and mother
    ]
    return _shown(genders.count(("f", "m")), genders.count(("m", "f")))


def are_given_and_family(rows: Iterable[tuple[str, str]]) -> bool:
    """Whether family names are in the column of given names, and given names in the other."""
    pairs = [(given, family) for given, family in rows if given and family]
    return _shown(
        sum(are_exchanged(given, family) for given, family in pairs),
        sum(are_exchanged(family, given) for given, family in pairs),
    )


def _shown(exchanged: int, right: int) -> bool:
    return exchanged >= _FEWEST and exchanged > _TO_ONE * right
