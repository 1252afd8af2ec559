"""Every way in which money leaves, in every book: each cell of the table is a subtest.

A row is performed with real events of the Stripe simulator; then each book is compared with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
from payments.models import Method, Order, Payment, Refund
from payments.orders.place import place_list
from payments.receipts.issue import issue_receipt, receipt_document, receiptable_payment
from payments.reconciliation import reconcile
from payments.refunds.chargebacks import bank_has_it
from payments.refunds.decide import NothingToRefund, Reason, allocate_refund, refund_order
from payments.refunds.stripe import send_refund
from payments.refunds.transitions import money_left
from tests.conftest import NAMES
from tests.payments.checkout import test_checkout
from tests.payments.checkout.test_checkout import session_of
from tests.payments.refunds import test_refunds
from tests.payments.stripe_actions import (
    dashboard_refund,
    deliver_event,
    pay_at_stripe,
    set_faults,
    stripe_action,
    stripe_id,
)

stripe_page = test_checkout.stripe_page
committee = test_refunds.committee

NONE, LINE, ALL = "nothing", "one letter", "everything"
EVERY, NO_2, NO_LETTER = [1, 2, 3], [1, 3], list[int]()


@dataclass(frozen=True)
class Till:
    """An order that is paid, and who acts on it."""

    stripe: Simulator
    order: Order
    committee: User

    def refund(self, lines: list[int] | None = None) -> Refund:
        row = refund_order(order=self.order, reason=Reason.REQUESTED, lines=lines)
        send_refund(row.pk)
        return row

    def fail(self, row: Refund) -> None:
        stripe_action(self.stripe, f"refunds/{stripe_id(row)}/fail")
        assert deliver_event("refund.failed", stripe_id(row)) == 204

    def dispute(self, **form: str | int) -> str:
        path = f"sessions/{session_of(self.order)}/dispute"
        made: str = stripe_action(self.stripe, path, **form)["id"]
        assert deliver_event("charge.dispute.created", made) == 204
        assert deliver_event("charge.dispute.funds_withdrawn", made) == 204
        return made

    def close(self, dispute: str, status: str) -> None:
        stripe_action(self.stripe, f"disputes/{dispute}/close", status=status)
        assert deliver_event("charge.dispute.closed", dispute) == 204

    def decide(self, dispute: str, lines: list[int]) -> None:
        row = Refund.objects.effective().get(dispute=dispute)
        allocate_refund(row=row, lines=lines, by=self.committee)


def _nothing(till: Till) -> None:
    pass


def _refund_whole(till: Till) -> None:
    till.refund()


def _refund_letter(till: Till) -> None:
    till.refund([2])


def _refund_letter_by_letter(till: Till) -> None:
    for position in (1, 2, 3):
        till.refund([position])


def _refund_fails(till: Till) -> None:
    set_faults(till.stripe, refund_pending={"times": 1})
    till.fail(till.refund())


def _refund_fails_late(till: Till) -> None:
    till.fail(till.refund())


def _refund_in_dashboard(till: Till) -> None:
    deliver_event("refund.created", dashboard_refund(till.stripe, till.order))


def _inquiry(till: Till) -> None:
    till.dispute(inquiry="true")


def _inquiry_closed(till: Till) -> None:
    till.close(till.dispute(inquiry="true"), "warning_closed")


def _dispute(till: Till) -> None:
    till.dispute()


def _dispute_reviewed(till: Till) -> None:
    dispute = till.dispute()
    stripe_action(till.stripe, f"disputes/{dispute}/review")
    deliver_event("charge.dispute.updated", dispute)


def _dispute_won(till: Till) -> None:
    till.close(till.dispute(), "won")


def _dispute_lost(till: Till) -> None:
    till.close(till.dispute(), "lost")


def _closing_event_first(till: Till) -> None:
    path = f"sessions/{session_of(till.order)}/dispute"
    dispute = stripe_action(till.stripe, path)["id"]
    till.close(dispute, "lost")
    deliver_event("charge.dispute.created", dispute)


def _lost_and_letters_stay(till: Till) -> None:
    dispute = till.dispute()
    till.close(dispute, "lost")
    till.decide(dispute, [])


def _lost_and_letters_given_back(till: Till) -> None:
    dispute = till.dispute()
    till.close(dispute, "lost")
    till.decide(dispute, [1, 2, 3])


def _lost_and_won_again(till: Till) -> None:
    dispute = till.dispute()
    till.close(dispute, "lost")
    till.close(dispute, "won")
    assert deliver_event("charge.dispute.funds_reinstated", dispute) == 204


def _given_back_and_won_again(till: Till) -> None:
    dispute = till.dispute()
    till.close(dispute, "lost")
    till.decide(dispute, [1, 2, 3])
    till.close(dispute, "won")


def _part_disputed(till: Till) -> None:
    till.dispute(amount=100)


def _part_lost(till: Till) -> None:
    till.close(till.dispute(amount=100), "lost")


def _part_lost_and_letter_given_back(till: Till) -> None:
    dispute = till.dispute(amount=100)
    till.close(dispute, "lost")
    till.decide(dispute, [2])


def _won_and_disputed_again(till: Till) -> None:
    till.close(till.dispute(), "won")
    till.close(till.dispute(), "lost")


def _refund_whole_then_disputed(till: Till) -> None:
    till.refund()
    till.close(till.dispute(), "lost")


def _refund_letter_then_disputed(till: Till) -> None:
    till.refund([2])
    till.close(till.dispute(), "lost")


def _refund_fails_late_then_disputed(till: Till) -> None:
    till.fail(till.refund())
    till.close(till.dispute(), "lost")


def _disputed_then_refund(till: Till) -> None:
    till.dispute()
    with pytest.raises(NothingToRefund, match="The bank holds this money"):
        till.refund()


def _lost_then_refund(till: Till) -> None:
    till.close(till.dispute(), "lost")
    with pytest.raises(NothingToRefund, match="given this money back already"):
        till.refund()


def _disputed_while_refund_unsent(till: Till) -> None:
    row = refund_order(order=till.order, reason=Reason.REQUESTED)
    till.dispute()
    send_refund(row.pk)


def _lost_while_refund_unsent(till: Till) -> None:
    row = refund_order(order=till.order, reason=Reason.REQUESTED)
    dispute = till.dispute()
    send_refund(row.pk)
    till.close(dispute, "lost")


def _refund_in_dashboard_after_won(till: Till) -> None:
    _dispute_won(till)
    _refund_in_dashboard(till)


@dataclass(frozen=True)
class Row:
    """What the books say after one way: which part left, and what follows from it."""

    act: Callable[[Till], None]
    gone: str = NONE  # the money that is not here
    receipt: str | None = None  # what the receipt deducts, if it is not the same
    state: str = "fulfilled"
    held: list[int] | None = None
    asked: bool = False  # whether the committee is asked
    offered: bool = True  # whether a refund is offered
    bank: bool = False  # whether the page says that the bank has the money


CARD = {
    "nothing": Row(_nothing),
    "refund of everything": Row(
        _refund_whole, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
    "refund of a letter": Row(_refund_letter, LINE, held=NO_2),
    "refund that fails": Row(_refund_fails, asked=True),
    "refund that fails late": Row(_refund_fails_late, state="review", held=NO_LETTER, asked=True),
    "refund in the dashboard": Row(
        _refund_in_dashboard, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
    "inquiry": Row(_inquiry),
    "inquiry closed": Row(_inquiry_closed),
    "dispute opened": Row(_dispute, ALL, NONE, offered=False, bank=True),
    "dispute under review": Row(_dispute_reviewed, ALL, NONE, offered=False, bank=True),
    "dispute won": Row(_dispute_won),
    "dispute lost": Row(_dispute_lost, ALL, asked=True, offered=False, bank=True),
    "dispute lost, its events in the wrong order": Row(
        _closing_event_first, ALL, asked=True, offered=False, bank=True
    ),
    "dispute lost, letters stay": Row(_lost_and_letters_stay, ALL, offered=False, bank=True),
    "dispute lost, letters given back": Row(
        _lost_and_letters_given_back,
        ALL,
        state="refunded",
        held=NO_LETTER,
        offered=False,
        bank=True,
    ),
    "dispute lost, then won": Row(_lost_and_won_again),
    "dispute lost, letters given back, then won": Row(
        _given_back_and_won_again, state="review", held=NO_LETTER, asked=True
    ),
    "dispute won, then another lost": Row(
        _won_and_disputed_again, ALL, asked=True, offered=False, bank=True
    ),
    "dispute won, then a refund": Row(
        _refund_in_dashboard_after_won, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
    "a part disputed": Row(_part_disputed, LINE, NONE, offered=False, bank=True),
    "a part lost": Row(_part_lost, LINE, asked=True, bank=True),
    "a part lost, its letter given back": Row(
        _part_lost_and_letter_given_back, LINE, held=NO_2, bank=True
    ),
    "refunded, then charged back": Row(
        _refund_whole_then_disputed, ALL, state="refunded", held=NO_LETTER, offered=False, bank=True
    ),
    "a letter refunded, the rest charged back": Row(
        _refund_letter_then_disputed, ALL, held=NO_2, asked=True, offered=False, bank=True
    ),
    "a refund that fails late, then charged back": Row(
        _refund_fails_late_then_disputed,
        ALL,
        state="review",
        held=NO_LETTER,
        asked=True,
        offered=False,
        bank=True,
    ),
    "disputed, then a refund is asked for": Row(
        _disputed_then_refund, ALL, NONE, offered=False, bank=True
    ),
    "lost, then a refund is asked for": Row(
        _lost_then_refund, ALL, asked=True, offered=False, bank=True
    ),
    "disputed before the refund was sent": Row(
        _disputed_while_refund_unsent, ALL, NONE, asked=True, offered=False, bank=True
    ),
    "lost before the refund was sent": Row(
        _lost_while_refund_unsent, ALL, asked=True, offered=False, bank=True
    ),
}
WITHOUT_CARD = {
    "nothing": Row(_nothing),
    "refund of everything": Row(
        _refund_whole, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
}
LETTER_FROM_BALANCE = {
    "refund of a letter": Row(_refund_letter, LINE, held=NO_2),
    "refund letter by letter": Row(
        _refund_letter_by_letter, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
}
# What a purchase consists of matters only where all of its money leaves, or comes back.
WHOLE = {
    name: CARD[name]
    for name in (
        "refund of everything",
        "refund that fails late",
        "dispute opened",
        "dispute lost",
        "dispute lost, then won",
    )
}
PURCHASES: dict[str, dict[str, Row]] = {
    "letters": WHOLE,
    "letters and a gift": WHOLE,
    "letters and the fee": WHOLE,
    "letters, fee and gift": CARD,
    "a community's list": CARD,
    "from a balance": WITHOUT_CARD | LETTER_FROM_BALANCE,
    "from the fund": WITHOUT_CARD,
}
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
