"""The tables of names that are searched when somebody may be in the register already."""

from dataclasses import dataclass, field

NAME_COLUMNS = (
    *("given_name", "relation", "mother_name", "father_name", "family_name", "departed"),
)


@dataclass(frozen=True)
class Source:
    """A table with the columns of `letters.models.MatchedName`.

    `conditions` are SQL about `named`, a row of the table; a row counts if one of them is true,
    or if there are none. `of_then`: names of long ago, whose living may have died since.
    """

    name: str
    table: str
    conditions: list[str] = field(default_factory=list)
    of_then: bool = False

    @property
    def counts(self) -> str:
        """The conditions as one SQL expression."""
        return " OR ".join(f"({each})" for each in self.conditions) or "true"


# Who counts: people with a letter; payments adds those who wait for one that is paid.
counted_people_hooks = [
    "EXISTS (SELECT FROM letters_inscription held"
    " JOIN letters_letter letter ON letter.inscription_id = held.id"
    " WHERE held.person_id = named.id)"
]
PEOPLE = Source("person", "letters_person", counted_people_hooks)
# Names of earlier scrolls, once a whole register is imported; no other has match keys.
EARLIER = Source(
    "earlier",
    "letters_earlierentry",
    [
        "EXISTS (SELECT FROM letters_earlierentry entry"
        " JOIN letters_earlierregister register ON register.id = entry.register_id"
        " WHERE entry.id = named.id AND register.imported_at IS NOT NULL)"
    ],
    of_then=True,
)
SOURCES = [PEOPLE, EARLIER]
