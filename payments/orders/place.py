"""Placing orders."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.calendar.local_day import today
from core.countries import country_of
from core.locks import Lock, hold
from letters.holders.audience import check_audience
from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Community, Person, Price, Purchaser
from letters.scrolls.scrolls import current_scroll
from payments.models import Order, OrderLine
from payments.orders.amounts import money_fields
from payments.orders.consent import consent_fields

FAMILY_MARK = "~"  # in a basket's token, before the key of the order that it replaces
KEY_LENGTH = 32  # hex digits of a hash; two of them are a form's key
PRICE_VALIDITY = timedelta(days=7)  # an older unpaid order must be placed again at current prices


@dataclass(frozen=True)
class Name:
    """One name of an order, as typed."""

    kind: str
    given_name: str
    relation: str
    mother_name: str
    father_name: str
    family_name: str
    departed: bool
    honorific: str
    declared: str
    birth_date: date | None = None  # where the series has an age rule

    @classmethod
    def of(cls, person: Person) -> "Name":
        """The name of a person in the register."""
        return cls(**{field: getattr(person, field) for field in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Locality:
    """The country, city and community that an order's people are counted to; "" if unknown.

    `country` is ISO 3166-1 alpha-2.
    """

    country: str = ""
    city: str = ""
    community_id: int | None = None

    @classmethod
    def of(cls, person: Person) -> "Locality":
        """The locality of a person in the register."""
        return cls(person.country, person.city, person.community_id)


class EarlierOrders(Exception):
    """Other orders were placed from the same basket, and are not canceled."""

    def __init__(self, orders: Sequence[Order]) -> None:
        super().__init__(orders)
        self.orders = orders


class SeriesClosed(Exception):
    """The series has no scroll to order letters of."""


def check_payable(order: Order) -> None:
    """Raise NotPayable unless the locked order waits for money of any method."""
    if order.state != Order.State.AWAITING:
        raise NotPayable(_("This order is not waiting for money."))
    if order.manual_payments.effective().exists():
        raise NotPayable(_("A payment has already been recorded for this order."))


def lock_order(*, pk: int | None = None, public_id: str = "") -> Order:
    """The order, its row locked until the transaction ends. Raises Order.DoesNotExist."""
    name, value = ("public_id", public_id) if pk is None else ("id", pk)
    for order in Order.objects.raw(_LOCK.format(name), [value]):
        return order
    raise Order.DoesNotExist


_LOCK = "SELECT * FROM payments_order WHERE {} = %s FOR NO KEY UPDATE"


def place_order(
    *,
    price: Price,
    names: Sequence[Name],
    email: str,
    language: str,
    zone: str,
    cover_fee: bool,
    gift: int,
    form_token: str,
    consent: str,
    locality: Locality | None = None,
    subscribe: bool = False,
    known: Sequence[Person] = (),
) -> Order:
    """Create the unpaid order of a basket; the same form with the same content is the same order.

    `consent` is the version of the sentence that was ticked; ValueError is raised for one that
    `payments.orders.consent` does not have. Without a locality the country is that of the time
    zone. `subscribe`: the buyer wants a mail when the next scroll opens. `known`: people of the
    register to use again for an unchanged name; they keep their locality. Raises SeriesClosed,
    NotInAudience and EarlierOrders.
    """
    locality = locality or Locality(country_of(zone))
    if current_scroll(price.series) is None:
        raise SeriesClosed
    key = form_key(
        form_token=form_token,
        currency=price.currency,
        names=names,
        email=email,
        cover_fee=cover_fee,
        gift=gift,
        locality=locality,
        subscribe=subscribe,
    )
    with transaction.atomic():
        # A concurrent request from the same basket waits here: with the same content it gets the
        # order of the first, with another it must cancel that first.
        hold(Lock.BASKET, basket_key(form_token))
        if earlier := earlier_orders(key):
            raise EarlierOrders(earlier)
        order, new = Order.objects.get_or_create(
            form_key=key,
            defaults={
                **money_fields(price, len(names), cover_fee, gift),
                "series": price.series,
                "purchaser": get_or_create_purchaser(email=email, language=language),
                "email": email,
                "language": language,
                "zone": zone,
                "subscribe": subscribe,
                **consent_fields(consent),
            },
        )
        if new:
            _add_lines(order, price, _people(order, names, locality, known))
    return order


def place_list(
    *,
    price: Price,
    community: Community,
    people: Sequence[Person],
    payer: Purchaser,
    language: str,
    zone: str,
    cover_fee: bool,
    key: str,
    consent: str,
) -> Order:
    """Create the unpaid order of a community's name list, in the caller's transaction.

    The people are new and belong to the payer; the lines are in their order. `key` identifies the
    list's order as `form_key` does a basket's. Raises SeriesClosed and NotInAudience.
    """
    if current_scroll(price.series) is None:
        raise SeriesClosed
    order = Order.objects.create(
        **money_fields(price, len(people), cover_fee, 0),
        form_key=key,
        series=price.series,
        purchaser=payer,
        community=community,
        email=payer.email,
        language=language,
        zone=zone,
        **consent_fields(consent),
    )
    _add_lines(order, price, people)
    return order


def basket_key(form_token: str) -> str:
    """The first half of `form_key`, the same for whatever is sent from one basket.

    A basket that was filled from an unpaid order has the key of that order's (`FAMILY_MARK`).
    """
    _nonce, mark, family = form_token.partition(":")[0].partition(FAMILY_MARK)
    return family if mark else _hash(form_token)


def earlier_orders(key: str) -> list[Order]:
    """The orders placed from the same basket with other content, unless they are canceled."""
    others = Order.objects.filter(form_key__startswith=key[:KEY_LENGTH]).exclude(form_key=key)
    return list(others.exclude(state=Order.State.REFUNDED).order_by("pk"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]


def form_key(
    *,
    form_token: str,
    currency: str,
    names: Sequence[Name],
    email: str,
    cover_fee: bool,
    gift: int,
    locality: Locality,
    subscribe: bool,
) -> str:
    """The idempotency key of a basket's order: `basket_key`, and a hash of its content."""
    people = [asdict(name) for name in names]
    content = people, email, currency, cover_fee, gift, asdict(locality), subscribe
    return basket_key(form_token) + _hash(f"{form_token} {json.dumps(content, default=str)}")


def _people(
    order: Order, names: Sequence[Name], locality: Locality, known: Sequence[Person]
) -> Iterator[Person]:
    """The people of an order: the purchaser's `known` ones with exactly this name, else new."""
    again = {
        Name.of(person): person
        for person in _locked(known)
        if person.purchaser_id == order.purchaser_id
    }
    for name in names:
        # Each is used for one name: a second identical name is another person.
        same = again.pop(name, None)
        yield same or Person(purchaser=order.purchaser, **asdict(name), **asdict(locality))


def _locked(known: Sequence[Person]) -> "QuerySet[Person]":
    """Those that were not deleted on request, kept from it until the transaction ends."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    return rows.filter(pk__in=[person.pk for person in known], erased_at=None)


def _add_lines(order: Order, price: Price, people: Iterable[Person]) -> None:
    people = list(people)
    # Here only, and not when the money arrives: a child who grows too old between the order and a
    # slow transfer was registered in time.
    check_audience(order.series, people, today(order.zone))
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=position, inscription=inscription, price=price.letter)
        for position, inscription in enumerate(inscribe(series=order.series, people=people), 1)
    )


def has_expired(order: Order) -> bool:
    """Whether an unpaid order is too old to be paid at its prices."""
    unpaid = order.state == Order.State.AWAITING
    return unpaid and order.created_at < timezone.now() - PRICE_VALIDITY


class NotPayable(Exception):
    """The order is not waiting for money; `str()` is a message for the user."""
