"""The headings above a row of the book, and the running heads of its pages."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from letters.models import RegisterExport
from letters.register.rows import Row

# The level of a heading, 0 to 2, and its text.
Heading = tuple[int, str]
# The headings above a row, given the row before it.
Headings = Callable[[Row, Row | None], Iterator[Heading]]

_MAX_RUNNING_HEAD = 48  # characters that fit on half a line


def headings_for(order: str) -> Headings:
    """The function that gives the headings of a book in this order."""
    return _HEADINGS[RegisterExport.Order(order)]


def running_head(row: Row, order: str) -> str:
    """The running head of a page that begins or ends with the row."""
    text = row.name
    if order == RegisterExport.Order.TEXT and row.parsha:
        text = row.parsha
    elif order == RegisterExport.Order.PLACES:
        text = " · ".join(filter(None, [row.country_name or _("Country not stated"), row.city]))
    return text if len(text) <= _MAX_RUNNING_HEAD else f"{text[: _MAX_RUNNING_HEAD - 1].rstrip()}…"


def _by_parsha(row: Row, previous: Row | None) -> Iterator[Heading]:
    same = previous is not None and previous.parsha_number == row.parsha_number
    if row.parsha and not same:
        yield 0, row.parsha
    if same and row.child and not (previous and previous.child):
        yield 2, _("Children")


def _by_letter(row: Row, previous: Row | None) -> Iterator[Heading]:
    if previous is None or previous.initial != row.initial:
        yield 0, row.initial or _("Not yet named")


def _by_place(row: Row, previous: Row | None) -> Iterator[Heading]:
    """Unknown places come last, with a heading only where known ones precede them."""
    country = previous is not None and previous.country == row.country
    city = country and previous is not None and previous.city == row.city
    community = city and previous is not None and previous.community == row.community
    if not country:
        yield 0, row.country_name or _("Country not stated")
    if not city and (row.city or country):
        yield 1, row.city or _("City not stated")
    if not community and (row.community or city):
        yield 2, row.community_name or _("In no community")


_HEADINGS: dict[RegisterExport.Order, Headings] = {
    RegisterExport.Order.TEXT: _by_parsha,
    RegisterExport.Order.ALPHABET: _by_letter,
    RegisterExport.Order.PLACES: _by_place,
}
