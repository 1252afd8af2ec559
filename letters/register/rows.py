"""The rows of a register, one name each, streamed in order."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.countries import countries, country_name
from core.languages import active_language
from letters import torah
from letters.models import Letter, Person, RegisterExport, Scroll, Series
from letters.names import TypedName, printed_line

FETCH_SIZE = 2_000  # rows in memory at once

# The collation "C" is in every PostgreSQL, ICU is not. The match key has no marks and no final
# forms, so mapping the Hebrew letters to A-V sorts them by the alphabet, before the Latin letters,
# which are all lower case; the separator of its fields is mapped to what sorts before a space.
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_ALPHABET = """
    person.exact_match_key LIKE '|%%',
    translate(person.exact_match_key, %(hebrew)s, %(below)s) COLLATE "C",
    letter.ordinal
"""
_PLACES = """
    array_position(%(countries)s::text[], person.country::text), person.country = '',
    person.country,
    person.city = '', lower(person.city) COLLATE "C", person.city COLLATE "C",
    community.id IS NULL,
    COALESCE(community.i18n ->> %(name_key)s, '') COLLATE "C",
    community.name COLLATE "C", community.id,
"""
# Between two adults with their numbers, a child's letter could be inferred: within each parsha the
# children come after the adults, by name.
_TEXT = """
    width_bucket(letter.ordinal, %(begin)s::int[]), person.kind <> 'adult',
    CASE person.kind WHEN 'adult' THEN letter.ordinal END,
"""
_ORDERS = {
    RegisterExport.Order.TEXT: _TEXT + _ALPHABET,
    RegisterExport.Order.ALPHABET: _ALPHABET,
    RegisterExport.Order.PLACES: _PLACES + _ALPHABET,
}
_ROWS = """
SELECT letter.ordinal, person.given_name, person.relation, person.mother_name, person.father_name,
       person.family_name, person.departed, person.honorific, person.kind, person.country,
       person.city, community.slug, community.name,
       COALESCE(community.i18n ->> %(name_key)s, ''), person.exact_match_key
FROM letters_letter letter
JOIN letters_inscription inscription ON inscription.id = letter.inscription_id
JOIN letters_person person ON person.id = inscription.person_id
LEFT JOIN letters_community community ON community.id = person.community_id
WHERE letter.scroll_id = %(scroll)s
ORDER BY
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One name. `number` is that of its letter, where disclosed; `initial` is "" without a name.

    Where the series discloses only the scroll, the parsha is 0 and "". `country` is an ISO 3166-1
    code and `community` a slug; their names are in the language of the register.
    """

    number: int | None
    line: str
    honorific: str
    parsha_number: int
    parsha: str
    country: str
    country_name: str
    city: str
    community: str
    community_name: str
    initial: str
    child: bool

    @property
    def name(self) -> str:
        """The printed line with the honorific."""
        return f"{self.line} {self.honorific}".rstrip()


def count_rows(scroll: Scroll) -> int:
    return Letter.objects.assigned().filter(scroll=scroll).count()


def read_rows(scroll: Scroll, order: str) -> Iterator[Row]:
    """The rows in a RegisterExport.Order and the active language, from one snapshot.

    Outside a transaction the cursor is WITH HOLD: the rows don't change while they are read, and
    no transaction stays open while a book is rendered.
    """
    builder = _RowBuilder(scroll, order)
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(*statement(scroll, order))
        while fetched := cursor.fetchmany(FETCH_SIZE):
            for columns in fetched:
                yield builder.row(*columns)


def statement(scroll: Scroll, order: str) -> tuple[str, dict[str, Any]]:
    """The SQL that reads the rows in an order, and its parameters."""
    values: dict[str, Any] = {
        "scroll": scroll.pk,
        "hebrew": _HEBREW + "|",
        "below": "".join(chr(ord("A") + place) for place in range(len(_HEBREW))) + "\x01",
        "countries": [code for code, _ in countries()],
        "name_key": f"name_{active_language()}",
        "begin": [parsha.letters.start for parsha in torah.edition(scroll.edition).parshiyot],
    }
    return _ROWS + _ORDERS[RegisterExport.Order(order)], values


class _RowBuilder:
    """Makes a Row from the columns of the statement."""

    def __init__(self, scroll: Scroll, order: str) -> None:
        self._edition = torah.edition(scroll.edition)
        disclosure = scroll.series.disclosure
        exact = disclosure == Series.Disclosure.EXACT
        self._numbers = exact and order == RegisterExport.Order.TEXT
        self._parshiyot = disclosure != Series.Disclosure.HIDDEN
        self._language = active_language()

    def row(self, ordinal: int, *columns: Any) -> Row:
        typed, (honorific, kind, country, city, slug, name, translation, key) = (
            columns[:6],
            columns[6:],
        )
        parsha = self._edition.letter(ordinal).parsha if self._parshiyot else None
        return Row(
            number=ordinal if self._numbers and kind == Person.Kind.ADULT else None,
            line=printed_line(TypedName(*typed)),
            honorific=honorific,
            parsha_number=parsha.number if parsha else 0,
            parsha=parsha.title(self._language) if parsha else "",
            country=country,
            country_name=country_name(country) if country else "",
            city=city,
            community=slug or "",
            community_name=translation or name or "",
            initial=key[0].upper() if key and key[0] != "|" else "",
            child=kind != Person.Kind.ADULT,
        )
