"""Counts and sums of name lists: rows by status, and money paid, owed and paid ahead."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from communities.models import NameList, Row
from communities.models.row import STATUSES
from letters.models import Community
from payments.methods.balance import balances
from payments.models import Order, OrderLine

_PAID = (Order.State.WAITING, Order.State.FULFILLED, Order.State.REVIEW)
_OWED = (Order.State.AWAITING, Order.State.PROCESSING)


@dataclass(frozen=True)
class UnpaidNames:
    """Names of a list that stand in unpaid orders; `owed` in minor units, without fees."""

    name_list: NameList
    names: int
    currency: str
    owed: int


@dataclass(frozen=True)
class Sums:
    """Minor units of one currency: for letters of the list, and in the community's balance."""

    currency: str
    paid: int
    owed: int
    ahead: int


def status_counts(lists: Iterable[NameList]) -> dict[int, dict[str, int]]:
    """How many rows each list has by status, "paid" and "all" included; one query for all lists."""
    keys = [name_list.pk for name_list in lists]
    paid = Q(inscription__line__order__state__in=_PAID, inscription__line__refund=None)
    counted = (
        Row.objects.filter(name_list__in=keys)
        .order_by()
        .values("name_list")
        .annotate(
            **{status: Count("pk", filter=condition) for status, condition in STATUSES.items()},
            paid=Count("pk", filter=paid),
            all=Count("pk"),
        )
    )
    names = [*STATUSES, "paid", "all"]
    found = {name_list: counts for name_list, *counts in counted.values_list("name_list", *names)}
    return {key: dict(zip(names, found.get(key, [0] * len(names)), strict=True)) for key in keys}


def unpaid_names(community: Community) -> list[UnpaidNames]:
    """What waits to be paid or canceled in a community's lists, the oldest list first."""
    lines = OrderLine.objects.filter(
        inscription__list_row__name_list__community=community,
        order__state__in=_OWED,
        refund=None,
    )
    keys = ("inscription__list_row__name_list", "order__currency")
    counted = (
        lines.values_list(*keys).annotate(names=Count("pk"), owed=Sum("price")).order_by(*keys)
    )
    found = list(counted)
    lists = NameList.objects.in_bulk([key for key, *_rest in found])
    return [UnpaidNames(lists[key], names, currency, owed) for key, currency, names, owed in found]


def sums(name_list: NameList, community: Community) -> list[Sums]:
    """By currency. A refunded letter counts nowhere; fees and gifts are no money of the list."""
    lines = OrderLine.objects.filter(inscription__list_row__name_list=name_list, refund=None)
    by_currency = lines.order_by().values_list("order__currency")
    found = {
        currency: (paid or 0, owed or 0)
        for currency, paid, owed in by_currency.annotate(
            paid=Sum("price", filter=Q(order__state__in=_PAID)),
            owed=Sum("price", filter=Q(order__state__in=_OWED)),
        )
    }
    ahead = balances(community)
    return [
        Sums(currency, *found.get(currency, (0, 0)), ahead.get(currency, 0))
        for currency in sorted(found.keys() | ahead.keys())
    ]
