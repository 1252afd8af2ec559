"""Entries that are returned to the fund and to balances by refunds."""

from collections.abc import Callable

import pytest

from letters.models import Scroll
from payments.fulfilment import record_and_apply
from payments.ledger import return_to_balance
from payments.models import FundEntry, Order, Refund
from payments.refunds.decide import Reason, refund_order
from payments.refunds.transitions import succeed
from tests.payments.test_fulfilment import _exhaust as exhaust
from tests.payments.test_fulfilment import paid


def test_refund_of_a_waiting_order_takes_no_gift_from_the_fund(
    make_order: Callable[..., Order], scroll: Scroll
) -> None:
    """The fund gets a gift only when the order is fulfilled."""
    order = make_order(gift=1800)
    exhaust(scroll)
    record_and_apply(order_id=order.pk, incoming=paid(order))
    order.refresh_from_db()
    row = refund_order(order=order, reason=Reason.REQUESTED)
    succeed(Refund.objects.select_related("payment__order").get(pk=row.pk))
    assert row.amount == order.total
    assert not FundEntry.objects.exists()


def test_return_to_balance_refuses_an_order_of_no_community() -> None:
    with pytest.raises(ValueError, match="no community"):
        return_to_balance(Refund(), Order())
