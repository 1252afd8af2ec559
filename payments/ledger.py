"""The ledgers of the fund and of the communities' balances: what comes in, and what goes back.

Rows are only ever added.
"""

from django.db import connection

from letters.models import Community
from payments.models import BALANCES, BalanceEntry, FundEntry, Order, Refund

Kind = FundEntry.Kind
_FUND = 7_305_804  # the fund's among PostgreSQL's advisory locks; any number of its own


def hold_fund() -> None:
    """Until the caller's transaction ends nobody else takes money out of the fund.

    Taken after the lock of an order, never before it. Gifts come in without it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FUND])


def hold_balance(community: Community) -> None:
    """Until the caller's transaction ends nobody else takes money out of a community's balance.

    Taken after the lock of an order, never before it. What is given back comes without it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BALANCES, community.pk])


def return_to_balance(refund: Refund, order: Order) -> None:
    """What a balance paid for letters that are given back returns to it; once for each refund."""
    if order.community is None:
        raise ValueError("an order of no community")
    BalanceEntry.objects.get_or_create(
        refund=refund,
        defaults={
            "kind": BalanceEntry.Kind.RETURNED,
            "community": order.community,
            "currency": refund.currency,
            "amount": refund.amount,
            "order": order,
            "by": refund.by,
        },
    )


def record_gift(order: Order) -> None:
    """The gift of an order that was fulfilled goes into the fund; a second call changes nothing.

    One statement without a lock, inside the caller's transaction.
    """
    _once(order, Kind.GIFT, order.gift_amount)


def return_gift(order: Order, amount: int) -> None:
    """A gift (minor units) that was refunded leaves the fund; a second call changes nothing."""
    if FundEntry.objects.filter(order=order, kind=Kind.GIFT).exists():
        hold_fund()  # a grant must not spend it while it leaves
        _once(order, Kind.GIFT_RETURNED, -amount)


def undo_grant(order: Order) -> None:
    """What the fund paid for an order comes back to it; a second call changes nothing."""
    granted = FundEntry.objects.get(order=order, kind=Kind.GRANT)
    _once(order, Kind.GRANT_RETURNED, -granted.amount)


def _once(order: Order, kind: Kind, amount: int) -> None:
    FundEntry.objects.bulk_create(
        [FundEntry(kind=kind, currency=order.currency, amount=amount, order=order)],
        ignore_conflicts=True,
    )
