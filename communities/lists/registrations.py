"""The ledger of a community: whom those who serve it have registered, and how many came besides.

Names are told only of people who stand in the community's own lists. Who wrote himself down in the
basket and chose the community is counted in it, but he told his name to the scroll alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from communities.models import NameList, Row
from letters.certificates.contents import discloses_parsha, parsha_of
from letters.models import Community, Inscription
from payments.models import Order

# Money that came: what else stands in an order is nobody's letter.
_PAID = (Order.State.WAITING, Order.State.FULFILLED, Order.State.REVIEW, Order.State.REFUNDED)
_LETTERS_COME = (Order.State.WAITING, Order.State.FULFILLED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the ledger. `certificate` is the sheet's token, "" where there is none."""

    line: str
    honorific: str
    registered: datetime | None
    by: str
    how: str
    scroll: int | None
    parsha: str
    state: str
    certificate: str
    name_list: str


@dataclass(frozen=True, slots=True)
class Month:
    """How many got their letters in a month: of the community's lists, and by themselves."""

    first: date
    listed: int
    themselves: int

    @property
    def all(self) -> int:
        """Both."""
        return self.listed + self.themselves


def registered(community: Community, name_list: NameList | None = None) -> QuerySet[Row]:
    """The rows that became people with a paid place, of one list or of all; the latest first."""
    rows = Row.objects.filter(
        name_list__community=community, inscription__line__order__state__in=_PAID
    ).select_related(
        "name_list__by",
        "inscription__person",
        "inscription__letter__scroll__series",
        "inscription__line__order",
        "inscription__certificate",
    )
    if name_list:
        rows = rows.filter(name_list=name_list)
    return rows.order_by("-inscription__line__order__fulfilled_at", "-pk")


def entries(rows: Iterable[Row], language: str) -> Iterator[Entry]:
    """What the ledger tells of rows, in a language."""
    return (_entry(row, language) for row in rows)


def _entry(row: Row, language: str) -> Entry:
    inscription = row.inscription
    assert inscription is not None  # noqa: S101 - narrows the type
    order = inscription.line.order
    letter = getattr(inscription, "letter", None)
    certificate = getattr(inscription, "certificate", None)
    parsha = parsha_of(letter) if letter and discloses_parsha(letter.scroll) else None
    return Entry(
        line=inscription.person.line,
        honorific=inscription.person.honorific,
        registered=order.fulfilled_at,
        by=row.name_list.by.first_name if row.name_list.by else "",
        how=_("paid individually") if row.by_himself else order.get_method_display(),
        scroll=letter.scroll.number if letter else None,
        parsha=(parsha.hebrew_name if language == "he" else parsha.name) if parsha else "",
        state=how_far(inscription),
        certificate=certificate.token if certificate and not certificate.voided_at else "",
        name_list=row.name_list.title,
    )


def how_far(inscription: Inscription) -> str:
    """Where someone stands between being ordered and having his letter."""
    if inscription.line.refund_id:
        return _("the money was refunded")
    order = inscription.line.order
    if order.state not in _LETTERS_COME:
        return order.get_state_display()
    return _("has a letter") if hasattr(inscription, "letter") else _("waits for the next scroll")


def months(community: Community) -> list[Month]:
    """The totals by month (UTC), the latest first; who has no letter is in none."""
    listed = _by_month(Inscription.objects.filter(list_row__name_list__community=community))
    themselves = _by_month(Inscription.objects.filter(person__community=community, list_row=None))
    firsts = sorted(listed.keys() | themselves.keys(), reverse=True)
    return [Month(first, listed.get(first, 0), themselves.get(first, 0)) for first in firsts]


def _by_month(inscriptions: QuerySet[Inscription]) -> dict[date, int]:
    counted = (
        inscriptions.filter(letter__isnull=False)
        .values(first=TruncMonth("line__order__fulfilled_at"))
        .annotate(count=Count("pk"))
    )
    return {row["first"].date(): row["count"] for row in counted if row["first"]}


def sheet_of(community: Community, language: str) -> Iterator[tuple[object, ...]]:
    """The ledger as rows of a spreadsheet, headings first, without holding it."""
    headings = (
        _("Date"),
        _("Name"),
        _("Honorific after the name"),
        _("State"),
        _("Scroll"),
        _("Parsha"),
        _("Registered by"),
        _("Paid"),
        _("List"),
    )
    rows = registered(community).iterator(chunk_size=2000)
    return chain([headings], (_cells(entry) for entry in entries(rows, language)))


def _cells(entry: Entry) -> tuple[object, ...]:
    return (
        entry.registered.date().isoformat() if entry.registered else "",
        entry.line,
        entry.honorific,
        entry.state,
        entry.scroll,
        entry.parsha,
        entry.by,
        entry.how,
        entry.name_list,
    )
