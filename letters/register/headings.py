"""Where a new heading stands in the book, and what a page's running head says of a row."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from letters.models import RegisterExport
from letters.register.rows import Row

# Of a row and the one before it: the level of each heading above it, 0 to 2, and its words.
Heading = tuple[int, str]
Headings = Callable[[Row, Row | None], Iterator[Heading]]

_LONGEST = 48  # characters of a running head that stand on half a line


def headings_in(order: str) -> Headings:
    """How a book in this order is parted."""
    return _HEADINGS[RegisterExport.Order(order)]


def running_head(row: Row, order: str) -> str:
    """What stands above a page that begins or ends with the row."""
    words = row.name
    if order == RegisterExport.Order.TEXT and row.parsha:
        words = row.parsha
    elif order == RegisterExport.Order.PLACES:
        words = " · ".join(filter(None, [row.country_name or _("Country not told"), row.city]))
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


def _by_parsha(row: Row, before: Row | None) -> Iterator[Heading]:
    same = before is not None and before.parsha_number == row.parsha_number
    if row.parsha and not same:
        yield 0, row.parsha
    if same and row.child and not (before and before.child):
        yield 2, _("Children")


def _by_letter(row: Row, before: Row | None) -> Iterator[Heading]:
    if before is None or before.initial != row.initial:
        yield 0, row.initial or _("Not yet named")


def _by_place(row: Row, before: Row | None) -> Iterator[Heading]:
    """The untold come last, and have a heading only after those who told."""
    country = before is not None and before.country == row.country
    city = country and before is not None and before.city == row.city
    community = city and before is not None and before.community == row.community
    if not country:
        yield 0, row.country_name or _("Country not told")
    if not city and (row.city or country):
        yield 1, row.city or _("City not told")
    if not community and (row.community or city):
        yield 2, row.community_name or _("In no community")


_HEADINGS: dict[RegisterExport.Order, Headings] = {
    RegisterExport.Order.TEXT: _by_parsha,
    RegisterExport.Order.ALPHABET: _by_letter,
    RegisterExport.Order.PLACES: _by_place,
}
