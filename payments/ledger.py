"""The fund's ledger: what comes in with orders, and what goes back. Rows are only ever added."""

from payments.models import FundEntry, Order

Kind = FundEntry.Kind


def record_gift(order: Order) -> None:
    """The gift of an order that was fulfilled goes into the fund; a second call changes nothing.

    One statement without a lock, inside the caller's transaction.
    """
    _once(order, Kind.GIFT, order.gift_amount)


def return_gift(order: Order, amount: int) -> None:
    """A gift (minor units) that was refunded leaves the fund; a second call changes nothing."""
    if FundEntry.objects.filter(order=order, kind=Kind.GIFT).exists():
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
