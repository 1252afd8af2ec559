"""A card payment of a list's order."""

from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order


def pay(order: Order, reference: str = "pi_1") -> Order:
    """Pay the order by card."""
    return record_and_apply(
        order_id=order.pk, incoming=IncomingPayment(reference, "", order.total, order.currency)
    )
