"""The tables of names that are searched when somebody may be in the register already."""

from dataclasses import dataclass, field

NAME_COLUMNS = (
    *("given_name", "relation", "mother_name", "father_name", "family_name", "departed"),
)


@dataclass(frozen=True)
class Source:
    """A table with the columns of `letters.models.MatchedName`.

    `conditions` are SQL about `named`, a row of the table; a row counts if one of them is true,
    or if there are none.
    """

    name: str
    table: str
    conditions: list[str] = field(default_factory=list)

    @property
    def counts(self) -> str:
        """The conditions as one SQL expression."""
        return " OR ".join(f"({each})" for each in self.conditions) or "true"


# People with a letter; payments adds those who wait for one that is paid.
PEOPLE = Source(
    "person",
    "letters_person",
    [
        "EXISTS (SELECT FROM letters_inscription held"
        " JOIN letters_letter letter ON letter.inscription_id = held.id"
        " WHERE held.person_id = named.id)"
    ],
)
SOURCES = [PEOPLE]


def register_source(source: Source) -> None:
    """Search one more table; called in `AppConfig.ready`."""
    if source.name not in {each.name for each in SOURCES}:
        SOURCES.append(source)


def also_count_people(condition: str) -> None:
    """Find people of whom the condition is true without a letter, too."""
    if condition not in PEOPLE.conditions:
        PEOPLE.conditions.append(condition)
