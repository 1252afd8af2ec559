"""Every way in which money leaves, in every book: each cell of the table is a subtest.

A row is performed with real events of the Stripe simulator; then each book is compared with it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from dev.stripe_simulator.server import Simulator
from letters.holders.inscriptions import get_or_create_purchaser
from letters.models import Community, Letter, Person, Price
from payments.admin.refund_actions import is_refundable
from payments.audit.orders import findings
from payments.methods.balance import balances, pay_from_balance
from payments.methods.fund import fund_balance, grant, record_entry
from payments.methods.manual import record
from payments.models import Method, Order, Payment
from payments.orders.consent import LIST, version_of
from payments.orders.place import place_list
from payments.receipts.issue import issue_receipt, receipt_document, receiptable_payment
from payments.reconciliation import reconcile
from payments.refunds.chargebacks import bank_has_it
from payments.refunds.transitions import money_left
from tests.conftest import NAMES
from tests.payments.checkout import test_checkout
from tests.payments.refunds import test_refunds
from tests.payments.refunds.ways import Till
from tests.payments.refunds.ways_table import ALL, EVERY, LINE, NONE, PURCHASES, Row
from tests.payments.stripe_actions import pay_at_stripe

stripe_page = test_checkout.stripe_page
committee = test_refunds.committee
BOOKS = [
    "payment",
    "fund",
    "balance",
    "receipt",
    "order",
    "letters",
    "question",
    "refund offered",
    "sentence about the bank",
    "audit",
    "reconciliation",
]


DEPOSIT = 1000


def _list_order(community: Community, till_price: Price, cover_fee: bool) -> Order:
    payer = get_or_create_purchaser(email="mendel@example.org", language="en")
    people = [Person(purchaser=payer, **vars(name)) for name in NAMES]
    return place_list(
        price=till_price,
        community=community,
        people=people,
        payer=payer,
        language="en",
        zone="UTC",
        cover_fee=cover_fee,
        key="list",
        consent=version_of(LIST),
    )


def _paid(
    simulator: Simulator, make_order: Callable[..., Order], purchase: str, committee: User
) -> Order:
    price = Price.objects.get(currency="usd")
    if purchase in {"a community's list", "from a balance"}:
        community = Community.objects.create(name="Vienna", slug="vienna", country="AT")
        order = _list_order(community, price, purchase != "from a balance")
    else:
        order = make_order(gift=180 if "gift" in purchase else 0, cover_fee="fee" in purchase)
    if purchase == "from the fund":
        record_entry(currency="usd", amount=DEPOSIT, note="a cheque", by=committee)
        return grant(order=order, by=committee)
    if purchase == "from a balance":
        Price.objects.update(single_approval_limit=DEPOSIT)
        record(
            target=community,
            by=committee,
            method=Method.CASH,
            reference="slip 1",
            received_on=timezone.now().date() - timedelta(days=1),
            amount=DEPOSIT,
            currency="usd",
        )
        return pay_from_balance(order=order, by=committee)
    return pay_at_stripe(simulator, order)


def _read(order: Order) -> dict[str, Any]:
    """What each book says."""
    order.refresh_from_db()
    payment = Payment.objects.get(order=order)
    receiptable = receiptable_payment(order.public_id)
    audited = list(findings())
    run = reconcile(since=timezone.now() - timedelta(hours=48))
    letters = Letter.objects.filter(inscription__line__order=order)
    return {
        "payment": payment.amount - money_left(payment),
        "fund": fund_balance("usd"),
        "balance": balances(order.community) if order.community else {},
        "receipt": _receipt(receiptable) if receiptable else None,
        "order": order.state,
        "letters": sorted(letters.values_list("inscription__line__position", flat=True)),
        "question": bool(order.review_reason),
        "refund offered": is_refundable(order),
        "sentence about the bank": bool(bank_has_it(payment)),
        "audit": audited,
        "reconciliation": (run.repaired, run.findings),
    }


def _receipt(payment: Payment) -> int:
    return receipt_document(issue_receipt(payment), language="en", paper="a4").net


def _expected(purchase: str, row: Row, order: Order) -> dict[str, Any]:
    amounts = {NONE: 0, LINE: 100, ALL: order.total}
    gone = amounts[row.gone]
    fund: int = 0 if row.gone == ALL else order.gift_amount
    if purchase == "from the fund":
        fund = DEPOSIT - order.total + gone
    return {
        "payment": order.total - gone,
        "fund": fund,
        "balance": ({"usd": DEPOSIT - order.total + gone} if purchase == "from a balance" else {}),
        "receipt": (
            None
            if purchase == "from the fund"
            else order.total - amounts[row.gone if row.receipt is None else row.receipt]
        ),
        "order": row.state,
        "letters": EVERY if row.held is None else row.held,
        "question": row.asked,
        "refund offered": row.offered,
        "sentence about the bank": row.bank,
        "audit": [],
        "reconciliation": ([], []),
    }


@pytest.mark.parametrize(
    ("purchase", "way"), [(purchase, way) for purchase in PURCHASES for way in PURCHASES[purchase]]
)
def test_way_money_leaves(
    stripe_page: Simulator,
    make_order: Callable[..., Order],
    committee: User,
    subtests: pytest.Subtests,
    purchase: str,
    way: str,
) -> None:
    row = PURCHASES[purchase][way]
    order = _paid(stripe_page, make_order, purchase, committee)
    row.act(Till(stripe_page, order, committee))
    read, expected = _read(order), _expected(purchase, row, order)
    for book in BOOKS:
        with subtests.test(book=book):
            assert read[book] == expected[book]
