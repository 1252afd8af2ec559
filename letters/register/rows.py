"""The rows of a register, one name each, read in order without holding them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from letters import torah
from letters.countries import countries, country_name
from letters.models import Letter, Person, RegisterExport, Scroll, Series
from letters.names import TypedName, printed_line

FETCHED = 2_000  # rows that are held at once

# The collation "C" is in every PostgreSQL, ICU's is not. The key has no marks and no final forms,
# so its Hebrew is in the order of the alphabet once each letter stands below the Latin ones, which
# are all small; its fields are parted by what comes before a space.
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_ALPHABET = """
    person.exact_key LIKE '|%%',
    translate(person.exact_key, %(hebrew)s, %(below)s) COLLATE "C",
    letter.ordinal
"""
_PLACES = """
    array_position(%(countries)s::text[], person.country::text), person.country = '',
    person.country,
    person.city = '', lower(person.city) COLLATE "C", person.city COLLATE "C",
    community.id IS NULL,
    CASE %(language)s WHEN 'he' THEN community.name_he ELSE '' END COLLATE "C",
    community.name COLLATE "C", community.id,
"""
# Between two grown-ups with their numbers a child's place would be told: within its parsha it
# stands after them, by name.
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
       person.city, community.slug, community.name, community.name_he, person.exact_key
FROM letters_letter letter
JOIN letters_inscription inscription ON inscription.id = letter.inscription_id
JOIN letters_person person ON person.id = inscription.person_id
LEFT JOIN letters_community community ON community.id = person.community_id
WHERE letter.scroll_id = %(scroll)s
ORDER BY
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One name. `number` is its letter's, where it is told; `initial` is "" without a name.

    Of a series that tells only the scroll the parsha is 0 and "". `country` and `community` are
    codes (ISO 3166-1, the community's slug), with their names in the language of the register.
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
        """The line as it is printed, with what follows it."""
        return f"{self.line} {self.honorific}".rstrip()


def count_rows(scroll: Scroll) -> int:
    """How many letters of the scroll have somebody."""
    return Letter.objects.assigned().filter(scroll=scroll).count()


def read_rows(scroll: Scroll, order: str) -> Iterator[Row]:
    """The rows in an order of RegisterExport, in the language that is on; all of one moment.

    Outside a transaction the cursor is held by the server (WITH HOLD): what is read does not
    change, and no transaction stays open while a book is set.
    """
    form = _Form(scroll, order)
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(*statement(scroll, order))
        while fetched := cursor.fetchmany(FETCHED):
            for columns in fetched:
                yield form.row(*columns)


def statement(scroll: Scroll, order: str) -> tuple[str, dict[str, Any]]:
    """The statement that reads the rows in an order, and its values."""
    values: dict[str, Any] = {
        "scroll": scroll.pk,
        "hebrew": _HEBREW + "|",
        "below": "".join(chr(ord("A") + place) for place in range(len(_HEBREW))) + "\x01",
        "countries": [code for code, _ in countries()],
        "language": get_language(),
        "begin": [parsha.letters.start for parsha in torah.edition(scroll.edition).parshiyot],
    }
    return _ROWS + _ORDERS[RegisterExport.Order(order)], values


class _Form:
    """From the columns of the statement to a row."""

    def __init__(self, scroll: Scroll, order: str) -> None:
        self._edition = torah.edition(scroll.edition)
        disclosure = scroll.series.disclosure
        exact = disclosure == Series.Disclosure.EXACT
        self._numbers = exact and order == RegisterExport.Order.TEXT
        self._parshiyot = disclosure != Series.Disclosure.HIDDEN
        self._hebrew = get_language() == "he"

    def row(self, ordinal: int, *columns: Any) -> Row:
        typed, (honorific, kind, country, city, slug, name, name_he, key) = columns[:6], columns[6:]
        parsha = self._edition.letter(ordinal).parsha if self._parshiyot else None
        return Row(
            number=ordinal if self._numbers and kind == Person.Kind.ADULT else None,
            line=printed_line(TypedName(*typed)),
            honorific=honorific,
            parsha_number=parsha.number if parsha else 0,
            parsha=_told(parsha, self._hebrew) if parsha else "",
            country=country,
            country_name=country_name(country) if country else "",
            city=city,
            community=slug or "",
            community_name=(name_he if self._hebrew and name_he else name) or "",
            initial=key[0].upper() if key and key[0] != "|" else "",
            child=kind != Person.Kind.ADULT,
        )


def _told(parsha: torah.Parsha, hebrew: bool) -> str:
    return parsha.hebrew_name if hebrew else parsha.name
