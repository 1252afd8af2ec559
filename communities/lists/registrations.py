"""The people a community has registered, and how many registered themselves with it.

Only people of the community's own lists are named. Anyone who chose the community in the basket is
counted, but did not give their name to the community.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from communities.models import NameList, Row
from core.calendar.local_day import LocalDay, day_at
from letters.certificates.contents import discloses_parsha, parsha_of
from letters.models import Community, Inscription
from payments.models import Order

_PAID = (Order.State.WAITING, Order.State.FULFILLED, Order.State.REVIEW, Order.State.REFUNDED)
_WITH_LETTERS = (Order.State.WAITING, Order.State.FULFILLED)


@dataclass(frozen=True, slots=True)
class Registration:
    """One registered person. `certificate` is the token, "" where there is none."""

    line: str
    honorific: str
    registered: LocalDay | None  # in the community's time zone
    by: str
    method: str
    scroll: int | None
    parsha: str
    status: str
    certificate: str
    name_list: str


@dataclass(frozen=True, slots=True)
class Month:
    """How many people got their letters in a month: of the community's lists, and by themselves."""

    first: date
    listed: int
    themselves: int

    @property
    def all(self) -> int:
        return self.listed + self.themselves


def registered_rows(community: Community, name_list: NameList | None = None) -> QuerySet[Row]:
    """The paid rows of one list or of all, the latest first."""
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


def registrations(
    rows: Iterable[Row], *, community: Community, language: str
) -> Iterator[Registration]:
    """Registrations of rows from `registered_rows`."""
    zone = community.local_zone
    return (_registration(row, zone, language) for row in rows)


def _registration(row: Row, zone: str, language: str) -> Registration:
    inscription = row.inscription
    assert inscription is not None  # noqa: S101 - narrows the type
    order = inscription.line.order
    letter = getattr(inscription, "letter", None)
    certificate = getattr(inscription, "certificate", None)
    parsha = parsha_of(letter) if letter and discloses_parsha(letter.scroll) else None
    return Registration(
        line=inscription.person.line,
        honorific=inscription.person.honorific,
        registered=day_at(order.fulfilled_at, zone) if order.fulfilled_at else None,
        by=row.name_list.by.first_name if row.name_list.by else "",
        method=_("paid individually") if row.paid_by_recipient else order.get_method_display(),
        scroll=letter.scroll.number if letter else None,
        parsha=parsha.title(language) if parsha else "",
        status=status_text(inscription),
        certificate=certificate.token if certificate and not certificate.voided_at else "",
        name_list=str(row.name_list),
    )


def status_text(inscription: Inscription) -> str:
    """Between being ordered and having a letter, in the active language."""
    if inscription.line.refund_id:
        return _("the money was refunded")
    order = inscription.line.order
    if order.state not in _WITH_LETTERS:
        return order.get_state_display()
    return _("has a letter") if hasattr(inscription, "letter") else _("waits for the next scroll")


def months(community: Community) -> list[Month]:
    """Letters assigned by month in the community's time zone, the latest first."""
    zone = ZoneInfo(community.local_zone)
    listed = _by_month(Inscription.objects.filter(list_row__name_list__community=community), zone)
    themselves = _by_month(
        Inscription.objects.filter(person__community=community, list_row=None), zone
    )
    firsts = sorted(listed.keys() | themselves.keys(), reverse=True)
    return [Month(first, listed.get(first, 0), themselves.get(first, 0)) for first in firsts]


def _by_month(inscriptions: QuerySet[Inscription], zone: ZoneInfo) -> dict[date, int]:
    counted = (
        inscriptions.filter(letter__isnull=False)
        .values(
            first=TruncMonth("line__order__fulfilled_at", tzinfo=zone, output_field=DateField())
        )
        .annotate(count=Count("pk"))
    )
    return {row["first"]: row["count"] for row in counted if row["first"]}


def spreadsheet_rows(community: Community, language: str) -> Iterator[tuple[object, ...]]:
    """All registrations as rows of a spreadsheet, headings first, streamed."""
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
    rows = registered_rows(community).iterator(chunk_size=2000)
    registered = registrations(rows, community=community, language=language)
    return chain([headings], (_cells(each) for each in registered))


def _cells(registration: Registration) -> tuple[object, ...]:
    return (
        registration.registered.civil.isoformat() if registration.registered else "",
        registration.line,
        registration.honorific,
        registration.status,
        registration.scroll,
        registration.parsha,
        registration.by,
        registration.method,
        registration.name_list,
    )
