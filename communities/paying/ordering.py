"""Ordering rows of a list, and releasing them again while the order is unpaid."""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from communities.lists.duplicate_checks import lock_list
from communities.models import NameList, Row
from letters.holders.inscriptions import get_or_create_purchaser
from letters.models import Inscription, Person, Price
from payments import gateway
from payments.checkout.cancel import cancel_unpaid
from payments.models import Method, Order
from payments.orders.place import NotPayable, place_list

MAX_NAMES = 5_000  # of one order
# After this a name can be ordered again if its recipient began to pay and did not finish.
ABANDONED_AFTER = timedelta(days=1)

_SET_INSCRIPTIONS = """
UPDATE communities_row AS one SET inscription_id = ordered.inscription
FROM unnest(%s::bigint[], %s::bigint[]) AS ordered(id, inscription)
WHERE one.id = ordered.id AND one.inscription_id IS NULL
"""


class NothingReady(Exception):
    """None of these names can be ordered now."""


class ListChanged(Exception):
    """Not the names that were shown are ready now, but `names` others."""

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
    consent: str,
) -> Order:
    """Place an unpaid order for the rows with these primary keys, or (None) for all ready rows.

    The first MAX_NAMES of them. `shown` is how many names the form showed. The same form (`token`)
    again returns the same order, and each row is in one order only. Raises NothingReady,
    ListChanged and SeriesClosed; then nothing is written.
    """
    # A concurrent order of the same list waits here, and then sees the rows of this one.
    lock_list(name_list)
    key = list_form_key(name_list, rows, price=price, cover_fee=cover_fee, token=token)
    if there := Order.objects.filter(form_key=key).first():
        return there
    selected = _lock_ready_rows(name_list, rows)
    if not selected:
        raise NothingReady
    if len(selected) != shown:
        raise ListChanged(len(selected))
    payer = get_or_create_purchaser(email=by.email, language=language)
    order = place_list(
        price=price,
        community=name_list.community,
        people=[_person(row, payer.pk, name_list) for row in selected],
        payer=payer,
        language=language,
        zone=zone,
        cover_fee=cover_fee,
        key=key,
        consent=consent,
    )
    _set_inscriptions(selected, order)
    return order


def _lock_ready_rows(name_list: NameList, rows: Collection[int] | None) -> list[Row]:
    """The ready rows, locked until the transaction ends: edits and personal links wait."""
    ready = name_list.rows.ready().select_for_update(no_key=True, of=("self",))
    if rows is not None:
        ready = ready.filter(pk__in=rows)
    return list(ready.order_by("position")[:MAX_NAMES])


def list_form_key(
    name_list: NameList, rows: Collection[int] | None, *, price: Price, cover_fee: bool, token: str
) -> str:
    """The key of this form's order, as `payments.orders.place.form_key` for a basket."""
    content = name_list.pk, None if rows is None else sorted(rows), price.currency, cover_fee
    return hashlib.sha256(f"{token} {json.dumps(content)}".encode()).hexdigest()


def _person(row: Row, payer: int, name_list: NameList) -> Person:
    """The person of a row, exactly as typed; the community has the consent."""
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
        birth_date=row.birth_date,
    )


def _set_inscriptions(rows: Sequence[Row], order: Order) -> None:
    """Set each row's inscription; lines and rows are in the same order."""
    lines = order.lines.order_by("position").values_list("inscription_id", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(_SET_INSCRIPTIONS, [[row.pk for row in rows], list(lines)])
        if cursor.rowcount != len(rows):
            raise RuntimeError("a row was ordered meanwhile")


def release_order(order: Order) -> int:
    """Cancel an unpaid order so that its rows can be ordered again; returns how many.

    Its payment pages are expired first, so that nobody pays it afterwards. Raises NotPayable (also
    if it was paid this moment) and gateway.StripeUnavailable; then nothing has changed.
    """
    released: list[int] = []
    cancel_unpaid(order, also=lambda canceled: released.append(_release_rows(canceled)))
    return sum(released)


def _release_rows(order: Order) -> int:
    ordered = Row.objects.filter(inscription__line__order=order)
    return ordered.update(inscription=None, paid_by_recipient=False)


def release_abandoned_orders() -> None:
    """Release rows whose recipients began to pay by their link a day ago and did not finish.

    Not those who chose a bank transfer, which may be on its way: the shliach decides.
    """
    abandoned = Order.objects.filter(
        Exists(Row.objects.filter(inscription__line__order=OuterRef("pk"), paid_by_recipient=True)),
        state=Order.State.AWAITING,
        method=Method.STRIPE,
        created_at__lt=timezone.now() - ABANDONED_AFTER,
    )
    for order in abandoned.order_by("pk")[:100]:
        try:
            release_order(order)
        except NotPayable:
            continue
        except gateway.StripeUnavailable:
            return


def orders_of(name_list: NameList) -> QuerySet[Order]:
    """The orders of a list that the community pays, the latest first."""
    own = Inscription.objects.filter(line__order=OuterRef("pk"), list_row__name_list=name_list)
    orders = Order.objects.filter(Exists(own), community=name_list.community_id)
    return orders.annotate(names=Count("lines")).order_by("-pk")
