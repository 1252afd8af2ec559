"""What an order's page shows of its letters: parsha, certificate, and on request the location."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.urls import reverse

from letters import torah
from letters.certificates.contents import certificate_number, discloses_parsha, parsha_of
from letters.models import Person, Series
from payments.models import Order, OrderLine, Refund


@dataclass(frozen=True)
class LineDetails:
    """One name of an order; the fields about its letter are empty until it is drawn."""

    position: int
    line: str
    honorific: str
    departed: bool
    child: bool
    unnamed: bool
    parsha: torah.Parsha | None = None
    scroll_number: int | None = None
    certificate_url: str = ""
    certificate_number: str = ""
    can_show_location: bool = False
    refunded: bool = False


@dataclass(frozen=True)
class LetterLocation:
    """Where a letter is. `drawn` is None where no letter may be drawn: in a Divine Name.

    `percent` is where its middle is in the line, 0 at its beginning, which is at the right.
    """

    drawn: torah.DrawnWord | None
    parsha: torah.Parsha
    verse: torah.Verse
    column: int
    line: int
    percent: float


def line_details(order: Order) -> list[LineDetails]:
    """All names of the order, with their parshiyot once it is fulfilled."""
    return details_of_lines(order, lines_with_letters(order))


def lines_with_letters(order: Order) -> QuerySet[OrderLine]:
    """The order's lines with everything `details_of_lines` reads, to be sliced for a page."""
    return order.lines.order_by("position").select_related(
        "inscription__person",
        "inscription__certificate",
        "inscription__letter__scroll__series",
        "refund",
    )


def details_of_lines(order: Order, lines: Iterable[OrderLine]) -> list[LineDetails]:
    """Some names of the order, as `line_details` returns all."""
    fulfilled = order.state in {Order.State.FULFILLED, Order.State.REFUNDED}
    return [_details(line, fulfilled) for line in lines]


def _details(line: OrderLine, fulfilled: bool) -> LineDetails:
    person = line.inscription.person
    known = LineDetails(
        position=line.position,
        line=person.line,
        honorific=person.honorific,
        departed=person.departed,
        child=person.is_child,
        unnamed=person.kind == Person.Kind.BABY,
    )
    letter = getattr(line.inscription, "letter", None)
    if line.refund and line.refund.state == Refund.State.SUCCEEDED:
        known = replace(known, refunded=True)
    if not fulfilled or letter is None:
        return known
    certificate = line.inscription.certificate
    # Not of a name that was deleted on request.
    shown = reverse("certificate_pdf", args=[certificate.token])
    return replace(
        known,
        parsha=parsha_of(letter) if discloses_parsha(letter.scroll) else None,
        scroll_number=letter.scroll.number,
        certificate_url="" if person.erased_at else shown,
        certificate_number=certificate_number(certificate),
        can_show_location=_may_show_location(line),
    )


def _may_show_location(line: OrderLine) -> bool:
    """Never for a child: a letter in a verse of rebuke could upset them."""
    series = line.inscription.letter.scroll.series
    return series.disclosure == Series.Disclosure.EXACT and not line.inscription.person.is_child


def location_of(line: OrderLine) -> LetterLocation | None:
    """The location of a letter, or None where the series or the recipient's age forbids it."""
    if not _may_show_location(line):
        return None
    held = line.inscription.letter
    edition = torah.edition(held.scroll.edition)
    letter = edition.letter(held.ordinal)
    letters = edition.line(letter.column, letter.line)
    return LetterLocation(
        drawn=torah.drawn_word(letter),
        parsha=letter.parsha,
        verse=letter.verse,
        column=letter.column,
        line=letter.line,
        percent=100 * (letter.ordinal - letters.start + 0.5) / len(letters),
    )
