"""What a family's page shows, read for the addresses that its user has proved."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from core.calendar.local_day import LocalDay, day_at
from families.models import Reminder
from families.my_letters.addresses import family_orders, purchasers_of
from families.my_letters.next_letters import OpenSeries, open_series_of
from families.my_letters.people import FamilyMember, HeldLetter, family_of
from families.reminders.reminders import occasion_of
from letters.certificates.contents import certificate_number
from letters.models import Purchaser, Scroll, Series
from letters.subscriptions.subscriptions import is_subscribed
from messaging.models import Suppression
from messaging.suppressions import suppression_of
from payments.models import Order
from payments.orders.corrections import accepts_corrections
from payments.receipts.issue import is_receiptable


@dataclass(frozen=True)
class LetterRow:
    """A letter of somebody: its scroll, and the certificate's number and token."""

    scroll: Scroll
    number: str
    token: str
    correction_url: str  # of the page that corrects the name; "" once it is written down


@dataclass(frozen=True)
class PersonRow:
    """Somebody of the family. `missing`: the open series in whose scroll there is no letter yet."""

    member: FamilyMember
    letters: Sequence[LetterRow]
    missing: Sequence[OpenSeries]
    occasion: str
    reminder: Reminder | None

    @property
    def unnamed(self) -> bool:
        """Whether this is a baby without a name."""
        return not self.member.person.given_name.strip()


@dataclass(frozen=True)
class OrderRow:
    """An order with its day where the purchaser was."""

    order: Order
    day: LocalDay
    names: int
    has_receipt: bool

    @property
    def amount(self) -> str:
        return self.order.show(self.order.total)


@dataclass(frozen=True)
class AddressRow:
    """An address of the family, and which mails it gets."""

    purchaser: Purchaser
    unsubscribed: bool
    blocked: bool  # for a reason that only the committee can take away
    series: Sequence[tuple[Series, bool]]  # and whether it is registered for the next scroll


@dataclass(frozen=True)
class FamilyPage:
    """Everything on a family's page."""

    people: Sequence[PersonRow]
    open_series: Sequence[OpenSeries]
    orders: Sequence[OrderRow]
    addresses: Sequence[AddressRow]


def family_page(user: User) -> FamilyPage:
    """The page of a user: only what was bought from addresses that this user has proved."""
    purchasers = list(purchasers_of(user).order_by("pk"))
    members = family_of(purchasers)
    open_series = open_series_of(members)
    orders = _orders(purchasers)
    return FamilyPage(
        people=_people(members, open_series, purchasers),
        open_series=open_series,
        orders=orders,
        addresses=[_address(purchaser, orders) for purchaser in purchasers],
    )


def _people(
    members: Sequence[FamilyMember],
    open_series: Sequence[OpenSeries],
    purchasers: Sequence[Purchaser],
) -> list[PersonRow]:
    reminders = {
        (reminder.person_id, reminder.occasion): reminder
        for reminder in Reminder.objects.filter(purchaser__in=purchasers)
    }
    # By identity: to compare each member with each takes seconds for the names of a town.
    absent = [(series, {id(member) for member in series.missing}) for series in open_series]
    return [
        PersonRow(
            member=member,
            letters=[_letter(held) for held in member.letters],
            missing=[series for series, those in absent if id(member) in those],
            occasion=occasion_of(member.person),
            reminder=_reminder_of(member, reminders),
        )
        for member in members
    ]


def _reminder_of(
    member: FamilyMember, reminders: Mapping[tuple[int, str], Reminder]
) -> Reminder | None:
    """The reminder of whichever entry of this person it was set for."""
    keys = [(entry.pk, occasion_of(member.person)) for entry in member.entries]
    return next((reminders[key] for key in keys if key in reminders), None)


def _letter(held: HeldLetter) -> LetterRow:
    url = ""
    if accepts_corrections(held.scroll):
        url = reverse("order_name", args=[held.line.order.public_id, held.line.position])
    certificate = held.certificate
    return LetterRow(held.scroll, certificate_number(certificate), certificate.token, url)


def _orders(purchasers: Sequence[Purchaser]) -> list[OrderRow]:
    orders = family_orders().filter(purchaser__in=purchasers).order_by("-created_at")
    found = orders.select_related("series", "posting").prefetch_related("payments__order", "lines")
    return [
        OrderRow(
            order=order,
            day=day_at(order.created_at, order.zone),
            names=len(order.lines.all()),
            has_receipt=any(is_receiptable(payment) for payment in order.payments.all()),
        )
        for order in found
    ]


def _address(purchaser: Purchaser, orders: Sequence[OrderRow]) -> AddressRow:
    own = Counter(row.order.series for row in orders if row.order.purchaser_id == purchaser.pk)
    reason = suppression_of(purchaser.email)
    unsubscribed = reason == Suppression.Reason.UNSUBSCRIBED
    return AddressRow(
        purchaser=purchaser,
        unsubscribed=unsubscribed,
        blocked=bool(reason) and not unsubscribed,
        series=[
            (series, is_subscribed(purchaser=purchaser, series=series))
            for series in own
            if not series.closed
        ],
    )
