"""Money by transfer, cash or cheque: staff say that it came, and `fulfil` does the rest."""

from django.db import transaction
from django.utils.translation import gettext as _

from payments.checkout import AlreadyPaid
from payments.models import OFFLINE, Method, Order
from payments.orders import lock_order


@transaction.atomic(savepoint=False)
def choose_offline(*, order: Order, method: Method) -> Order:
    """An unpaid order is to be paid by transfer, cash or cheque; its amounts stay as they are.

    Raises AlreadyPaid.
    """
    if method not in OFFLINE:
        raise ValueError(f"{method} is not money that comes by hand")
    order = lock_order(pk=order.pk)
    if order.state != Order.State.AWAITING:
        raise AlreadyPaid(_("This order is not waiting for money."))
    order.method = method
    order.save(update_fields=["method"])
    return order
