"""Entries of the two append-only ledgers: the fund's and the communities' balances."""

from django.db.models import Sum

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


def sync_gift(order: Order, *, gone: bool, by_bank: bool) -> None:
    """Keep a recorded gift in the fund exactly while the order's money is here; order locked.

    `gone`: the whole payment was refunded, or (`by_bank`) taken back by the bank.
    """
    gifts = FundEntry.objects.filter(order=order, kind__in=FundEntry.GIFT_KINDS)
    if not gifts.exists():
        return
    held = gifts.aggregate(sum=Sum("amount"))["sum"]
    if gone and held:
        lock_fund()  # no grant may spend it meanwhile
        _insert(order, Kind.GIFT_TAKEN if by_bank else Kind.GIFT_RETURNED, -held)
    elif not gone and held < order.gift_amount:
        _insert(order, Kind.GIFT_RESTORED, order.gift_amount - held)


def return_grant(order: Order) -> None:
    """Return a grant of an order to the fund; a second call changes nothing."""
    granted = FundEntry.objects.get(order=order, kind=Kind.GRANT)
    _insert_once(order, Kind.GRANT_RETURNED, -granted.amount)


def _insert_once(order: Order, kind: Kind, amount: int) -> None:
    FundEntry.objects.bulk_create([_entry(order, kind, amount)], ignore_conflicts=True)


def _insert(order: Order, kind: Kind, amount: int) -> None:
    _entry(order, kind, amount).save(force_insert=True)


def _entry(order: Order, kind: Kind, amount: int) -> FundEntry:
    return FundEntry(kind=kind, currency=order.currency, amount=amount, order=order)
