"""Reading the name of one row."""

from collections.abc import Sequence

from letters.reading import Field, ParsedName, parse_name

G, M, F, L = Field.GIVEN, Field.MOTHER, Field.FATHER, Field.FAMILY
W, R, K, D, H, C = (
    *(Field.WHOLE, Field.RELATION, Field.KIND, Field.DEPARTED, Field.HONORIFIC, Field.CIVIL),
)
B = Field.BIRTH_DATE


def read(columns: Sequence[Field], *cells: str) -> ParsedName:
    """The name of one row."""
    return parse_name(columns, cells)


def parts(name: ParsedName) -> str:
    """The parts of a name in one line."""
    return " | ".join(
        [name.given_name, name.relation, name.mother_name, name.father_name, name.family_name]
    ).rstrip(" |")


def codes(name: ParsedName) -> set[str]:
    """All that is asked about."""
    return {*name.issues, *name.questions}
