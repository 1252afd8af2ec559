"""What the holder of an order is told of its letters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.urls import reverse

from letters import torah
from letters.certificates.contents import certificate_number, parsha_of, tells_parsha
from letters.models import Series
from payments.models import Order, OrderLine, Refund


@dataclass(frozen=True)
class RevealedLine:
    """One name of an order; what concerns the letter is empty until it is drawn."""

    position: int
    line: str
    honorific: str
    departed: bool
    child: bool
    parsha: str = ""
    parsha_he: str = ""
    scroll_number: int | None = None
    certificate_url: str = ""
    certificate_number: str = ""
    can_show_place: bool = False
    given_back: bool = False


@dataclass(frozen=True)
class Place:
    """Where a letter stands: its word in three parts, its verse, and its place in the scroll."""

    before: str
    character: str
    after: str
    verse: torah.Verse
    column: int
    line: int


def reveal(order: Order) -> list[RevealedLine]:
    """The names of the order with their parshiyot, once it is fulfilled."""
    return reveal_lines(order, lines_to_reveal(order))


def lines_to_reveal(order: Order) -> QuerySet[OrderLine]:
    """The lines of the order with all that is told of them, for a page of them to be taken."""
    return order.lines.order_by("position").select_related(
        "inscription__person",
        "inscription__certificate",
        "inscription__letter__scroll__series",
        "refund",
    )


def reveal_lines(order: Order, lines: Iterable[OrderLine]) -> list[RevealedLine]:
    """Some of the names of the order, as `reveal` tells of all."""
    fulfilled = order.state in {Order.State.FULFILLED, Order.State.REFUNDED}
    return [_reveal_line(line, fulfilled) for line in lines]


def _reveal_line(line: OrderLine, fulfilled: bool) -> RevealedLine:
    person = line.inscription.person
    known = RevealedLine(
        position=line.position,
        line=person.line,
        honorific=person.honorific,
        departed=person.departed,
        child=person.is_child,
    )
    letter = getattr(line.inscription, "letter", None)
    if line.refund and line.refund.state == Refund.State.SUCCEEDED:
        known = replace(known, given_back=True)
    if not fulfilled or letter is None:
        return known
    certificate = line.inscription.certificate
    parsha = parsha_of(letter) if tells_parsha(letter.scroll) else None
    return replace(
        known,
        parsha=parsha.name if parsha else "",
        parsha_he=parsha.hebrew_name if parsha else "",
        scroll_number=letter.scroll.number,
        certificate_url=reverse("certificate_pdf", args=[certificate.token]),
        certificate_number=certificate_number(certificate),
        can_show_place=_may_show_place(line),
    )


def _may_show_place(line: OrderLine) -> bool:
    """A child is told the parsha only: some would be upset to find theirs in a verse of rebuke."""
    series = line.inscription.letter.scroll.series
    return series.disclosure == Series.Disclosure.EXACT and not line.inscription.person.is_child


def place_of(line: OrderLine) -> Place | None:
    """The place of an adult's letter, or None where it is not told."""
    if not _may_show_place(line):
        return None
    held = line.inscription.letter
    letter = torah.edition(held.scroll.edition).letter(held.ordinal)
    at = letter.position_in_word - 1
    return Place(
        before=letter.word[:at],
        character=letter.character,
        after=letter.word[at + 1 :],
        verse=letter.verse,
        column=letter.column,
        line=letter.line,
    )
