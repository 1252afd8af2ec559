"""From names of a list to an order, and back while nobody paid: each name is in one order only."""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from communities.models import NameList, Row
from letters.holders.inscriptions import get_or_create_purchaser
from letters.models import Inscription, Person, Price
from payments import gateway
from payments.checkout.cancel import CheckoutStillOpen, cancel_order, expire_sessions
from payments.models import Method, Order
from payments.orders.place import NotPayable, place_list

MOST = 5_000  # names of one order
# Who began to pay for himself and did not: after this his name can be paid for by the shliach.
PATIENCE = timedelta(days=1)

_ORDERED = """
UPDATE communities_row AS one SET inscription_id = ordered.inscription
FROM unnest(%s::bigint[], %s::bigint[]) AS ordered(id, inscription)
WHERE one.id = ordered.id AND one.inscription_id IS NULL
"""


class NothingReady(Exception):
    """None of these names can be ordered now."""


class ListChanged(Exception):
    """Other names are ready than were shown; `names` says how many."""

    def __init__(self, names: int) -> None:
        super().__init__(names)
        self.names = names


@transaction.atomic
def order_rows(
    *,
    name_list: NameList,
    rows: Collection[int] | None,
    shown: int,
    by: User,
    price: Price,
    cover_fee: bool,
    language: str,
    zone: str,
    token: str,
) -> Order:
    """Order letters for the rows with these keys, or (None) for all that are ready, unpaid.

    At most MOST, the first of the list. `shown` is how many were shown. The same form (`token`)
    again is the same order, and of two who order the same rows at once one gets them. Raises
    NothingReady, ListChanged and SeriesClosed; then nothing is written.
    """
    # Who comes second waits here, and sees what the first has ordered.
    name_list = NameList.objects.select_for_update(no_key=True, of=("self",)).get(pk=name_list.pk)
    key = list_key(name_list, rows, price=price, cover_fee=cover_fee, token=token)
    if there := Order.objects.filter(form_key=key).first():
        return there
    chosen = _held(name_list, rows)
    if not chosen:
        raise NothingReady
    if len(chosen) != shown:
        raise ListChanged(len(chosen))
    payer = get_or_create_purchaser(email=by.email, language=language)
    order = place_list(
        price=price,
        community=name_list.community,
        people=[_person(row, payer.pk, name_list) for row in chosen],
        payer=payer,
        language=language,
        zone=zone,
        cover_fee=cover_fee,
        key=key,
    )
    _mark(chosen, order)
    return order


def _held(name_list: NameList, rows: Collection[int] | None) -> list[Row]:
    """The rows that are ready, held until the transaction ends: a fix or a link waits for it."""
    ready = name_list.rows.ready().select_for_update(no_key=True, of=("self",))
    if rows is not None:
        ready = ready.filter(pk__in=rows)
    return list(ready.order_by("position")[:MOST])


def list_key(
    name_list: NameList, rows: Collection[int] | None, *, price: Price, cover_fee: bool, token: str
) -> str:
    """The key of this form's order, as `payments.orders.place.form_key` is of a basket's."""
    content = name_list.pk, None if rows is None else sorted(rows), price.currency, cover_fee
    return hashlib.sha256(f"{token} {json.dumps(content)}".encode()).hexdigest()


def _person(row: Row, payer: int, name_list: NameList) -> Person:
    """Whom a row means, exactly as typed; the shliach speaks for him."""
    return Person(
        purchaser_id=payer,
        kind=row.kind,
        given_name=row.given_name,
        relation=row.relation,
        mother_name=row.mother_name,
        father_name=row.father_name,
        family_name=row.family_name,
        departed=row.departed,
        honorific=row.honorific,
        declared=Person.Declared.AUTHORISED,
        country=name_list.community.country,
        city=row.city or name_list.community.city,
        community_id=name_list.community_id,
    )


def _mark(rows: Sequence[Row], order: Order) -> None:
    """Each row has its inscription; they stand in the order of the rows."""
    lines = order.lines.order_by("position").values_list("inscription_id", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(_ORDERED, [[row.pk for row in rows], list(lines)])
        if cursor.rowcount != len(rows):
            raise RuntimeError("a row was ordered meanwhile")


def release(order: Order) -> int:
    """Give an unpaid order up, and have its names free for another; how many.

    Its payment pages are ended first, so that nobody pays it afterwards. Raises NotPayable (also
    where it was paid this very moment), and gateway.StripeUnavailable; then nothing has changed.
    """
    for _attempt in range(3):
        expire_sessions(order)
        try:
            with transaction.atomic(durable=True):
                cancel_order(order)
                return _free(order)
        except CheckoutStillOpen:  # somebody opened a page between the two: it is ended as well
            continue
    raise gateway.StripeUnavailable("its pages are opened again and again")


def _free(order: Order) -> int:
    ordered = Row.objects.filter(inscription__line__order=order)
    return ordered.update(inscription=None, by_himself=False)


def release_stale() -> None:
    """Names whose bearers began to pay a day ago and did not are free again; periodically.

    Who chose a transfer may have sent it: that is left to the shliach.
    """
    began = Order.objects.filter(
        Exists(Row.objects.filter(inscription__line__order=OuterRef("pk"), by_himself=True)),
        state=Order.State.AWAITING,
        method=Method.STRIPE,
        created_at__lt=timezone.now() - PATIENCE,
    )
    for order in began.order_by("pk")[:100]:
        try:
            release(order)
        except NotPayable:
            continue
        except gateway.StripeUnavailable:
            return


def orders_of(name_list: NameList) -> QuerySet[Order]:
    """The orders in which names of a list stand that the shliach pays for, the latest first."""
    own = Inscription.objects.filter(line__order=OuterRef("pk"), list_row__name_list=name_list)
    orders = Order.objects.filter(Exists(own), community=name_list.community_id)
    return orders.annotate(names=Count("lines")).order_by("-pk")
