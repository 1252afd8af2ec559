"""An order: a list of names with what is to be paid for their letters."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from letters.countries import country_of
from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Community, Person, Price, Purchaser
from letters.scrolls.scrolls import current_scroll
from payments.models import Order, OrderLine
from payments.money import fee_to_cover

PAYABLE = timedelta(days=7)  # after that an order is written anew, at the prices of the day


@dataclass(frozen=True)
class Name:
    """One name of a basket, as typed."""

    kind: str
    given_name: str
    relation: str
    mother_name: str
    father_name: str
    family_name: str
    departed: bool
    honorific: str
    declared: str

    @classmethod
    def of(cls, person: Person) -> "Name":
        """The name of someone in the register."""
        return cls(**{field: getattr(person, field) for field in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Locality:
    """Where the people of an order are counted, as the buyer says; what is not known is empty.

    `country` is ISO 3166-1 alpha-2.
    """

    country: str = ""
    city: str = ""
    community_id: int | None = None

    @classmethod
    def of(cls, person: Person) -> "Locality":
        """Where someone in the register is counted."""
        return cls(person.country, person.city, person.community_id)


@dataclass(frozen=True)
class Amounts:
    """What an order comes to, in minor units: the letters, the fee covered and the gift apart."""

    letters: int
    fee: int
    gift: int

    @property
    def total(self) -> int:
        """All three."""
        return self.letters + self.fee + self.gift


class SeriesClosed(Exception):
    """No scroll of the series has letters, and none will: nothing can be ordered."""


def lock_order(*, pk: int | None = None, public_id: str = "") -> Order:
    """The order, held against whatever else would change it until the transaction ends.

    Raises Order.DoesNotExist.
    """
    name, value = ("public_id", public_id) if pk is None else ("id", pk)
    for order in Order.objects.raw(_LOCK.format(name), [value]):
        return order
    raise Order.DoesNotExist


_LOCK = "SELECT * FROM payments_order WHERE {} = %s FOR NO KEY UPDATE"


def amounts(*, price: Price, names: int, cover_fee: bool, gift: int) -> Amounts:
    """The amounts of an order of so many names; `gift` in minor units."""
    letters = names * price.letter
    fee = 0
    if cover_fee and letters + gift:
        fee = fee_to_cover(
            letters + gift, basis_points=price.fee_basis_points, fixed=price.fee_fixed
        )
    return Amounts(letters=letters, fee=fee, gift=gift)


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
    locality: Locality | None = None,
    subscribe: bool = False,
    known: Sequence[Person] = (),
) -> Order:
    """Write the order of a basket, unpaid; the same form with the same content is the same order.

    Without a locality the country is that of the time zone. `subscribe`: the buyer wants a mail
    when the next scroll opens. `known` are people of the register whom an unchanged name means
    again: their locality is not changed.
    Raises SeriesClosed.
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
        # Whoever comes second with the same form waits here for the first, and finds his order.
        order, new = Order.objects.get_or_create(
            form_key=key,
            defaults={
                **_money_fields(price, len(names), cover_fee, gift),
                "series": price.series,
                "purchaser": get_or_create_purchaser(email=email, language=language),
                "email": email,
                "language": language,
                "zone": zone,
                "subscribe": subscribe,
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
) -> Order:
    """Write the order of a community's list, unpaid, in the caller's transaction.

    The people are new, and are the payer's; `key` is the list's as `form_key` is a basket's. The
    lines stand in the order of the people. Raises SeriesClosed.
    """
    if current_scroll(price.series) is None:
        raise SeriesClosed
    order = Order.objects.create(
        **_money_fields(price, len(people), cover_fee, 0),
        form_key=key,
        series=price.series,
        purchaser=payer,
        community=community,
        email=payer.email,
        language=language,
        zone=zone,
    )
    _add_lines(order, price, people)
    return order


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
    """What an order is known by: the form it came with and everything that stands in it."""
    people = [asdict(name) for name in names]
    content = people, email, currency, cover_fee, gift, asdict(locality), subscribe
    return hashlib.sha256(f"{form_token} {json.dumps(content)}".encode()).hexdigest()


def _money_fields(price: Price, names: int, cover_fee: bool, gift: int) -> dict[str, object]:
    money = amounts(price=price, names=names, cover_fee=cover_fee, gift=gift)
    return {
        "currency": price.currency,
        "letters_amount": money.letters,
        "fee_amount": money.fee,
        "gift_amount": money.gift,
        "total": money.total,
    }


def _people(
    order: Order, names: Sequence[Name], locality: Locality, known: Sequence[Person]
) -> Iterator[Person]:
    """The people of an order: of the purchaser's own who are the same to the letter, else new."""
    again = {
        Name.of(person): person for person in known if person.purchaser_id == order.purchaser_id
    }
    for name in names:
        # Each stands for one name: a second one like it is somebody else.
        same = again.pop(name, None)
        yield same or Person(purchaser=order.purchaser, **asdict(name), **asdict(locality))


def _add_lines(order: Order, price: Price, people: Iterable[Person]) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=position, inscription=inscription, price=price.letter)
        for position, inscription in enumerate(
            inscribe(series=order.series, people=list(people)), 1
        )
    )


def is_old(order: Order) -> bool:
    """Whether an unpaid order must be written anew, at the prices of the day."""
    unpaid = order.state == Order.State.AWAITING
    return unpaid and order.created_at < timezone.now() - PAYABLE


class AlreadyPaid(Exception):
    """The order is past paying."""
