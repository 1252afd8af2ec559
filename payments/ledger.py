"""Entries of the two append-only ledgers: the fund's and the communities' balances."""

from core.locks import Lock, hold
from letters.models import Community
from payments.models import BalanceEntry, FundEntry, Order, Refund

Kind = FundEntry.Kind


def lock_fund() -> None:
    """Prevent others from taking money out of the fund until the caller's transaction ends.

    Take it after an order's lock, never before. Gifts are added without it.
    """
    hold(Lock.FUND)


def lock_balance(community: Community) -> None:
    """Prevent others from taking money out of a balance until the caller's transaction ends.

    Take it after an order's lock, never before. Refunds are added without it.
    """
    hold(Lock.BALANCE, community.pk)


def return_to_balance(refund: Refund, order: Order) -> None:
    """Add a refund back to the balance that paid; a second call changes nothing."""
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
    """Add a fulfilled order's gift to the fund; a second call changes nothing.

    One statement without a lock, in the caller's transaction.
    """
    _insert_once(order, Kind.GIFT, order.gift_amount)


def return_gift(order: Order, amount: int) -> None:
    """Take a refunded gift (minor units) out of the fund; a second call changes nothing."""
    if FundEntry.objects.filter(order=order, kind=Kind.GIFT).exists():
        lock_fund()  # no grant may spend it meanwhile
        _insert_once(order, Kind.GIFT_RETURNED, -amount)


def return_grant(order: Order) -> None:
    """Return a grant of an order to the fund; a second call changes nothing."""
    granted = FundEntry.objects.get(order=order, kind=Kind.GRANT)
    _insert_once(order, Kind.GRANT_RETURNED, -granted.amount)


def _insert_once(order: Order, kind: Kind, amount: int) -> None:
    FundEntry.objects.bulk_create(
        [FundEntry(kind=kind, currency=order.currency, amount=amount, order=order)],
        ignore_conflicts=True,
    )
