"""Receipts: numbers without gaps, and which payments have one."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.calendar.local_day import LocalDay
from payments.models import Dispute, ManualPayment, Method, Order, Payment, Receipt, Refund
from payments.receipts import issue
from payments.receipts.document.data import ReturnKind
from payments.receipts.issue import NoReceipt, issue_receipt, receipt_document, receiptable_payment
from payments.refunds.chargebacks import sync_chargebacks
from tests.payments.receipts.samples import pay
from tests.races import at_once, each, meet_after


def issue_all(payments: list[Payment]) -> list[Exception]:
    """Issue all receipts at once, each in a thread with its own connection; return the errors."""
    return each(*[partial(issue_receipt, payment) for payment in payments])


def test_concurrent_receipts_get_numbers_without_a_gap(sixteen_payments: list[Payment]) -> None:
    assert issue_all(sixteen_payments) == []
    numbers = Receipt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 17))


def test_negative_control_receipts_without_the_lock(
    sixteen_payments: list[Payment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue, "_lock_numbers", meet_after(lambda: None, 16))
    errors = issue_all(sixteen_payments)
    assert {type(error) for error in errors} == {IntegrityError}


def test_concurrent_requests_for_one_payment_create_one_receipt(order: Order) -> None:
    payment = pay(order)
    assert at_once(16, lambda: issue_receipt(payment)) == []
    assert Receipt.objects.get().number == 1


def test_number_that_was_rolled_back_is_reused(sixteen_payments: list[Payment]) -> None:
    issue_receipt(sixteen_payments[0])
    with transaction.atomic():
        issue._create_receipt(sixteen_payments[1])
        transaction.set_rollback(True)
    assert issue_receipt(sixteen_payments[2]).number == 2


def test_issue_receipt_refuses_to_run_in_a_transaction(order: Order) -> None:
    payment = pay(order)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        issue_receipt(payment)


def test_fulfilment_issues_no_receipt(order: Order) -> None:
    pay(order)
    assert not Receipt.objects.exists()


def test_payment_by_the_fund_has_no_receipt(order: Order) -> None:
    payment = pay(order, method=Method.FUND)
    with pytest.raises(NoReceipt):
        issue_receipt(payment)
    assert receiptable_payment(order.public_id) is None


def test_payment_under_review_has_no_receipt(order: Order) -> None:
    with pytest.raises(NoReceipt):
        issue_receipt(pay(order, amount=1))


def test_second_payment_has_no_receipt(order: Order) -> None:
    pay(order, "pi_1")
    with pytest.raises(NoReceipt):
        issue_receipt(pay(order, "pi_2"))


def test_receipt_lists_letters_fee_and_gift_separately(make_order: Callable[..., Order]) -> None:
    order = make_order(cover_fee=True, gift=1800)
    document = receipt_document(issue_receipt(pay(order)), language="en", paper="a4")
    assert (document.letters, document.price) == (3, 100)
    assert (document.letters_amount, document.gift_amount) == (300, 1800)
    assert document.fee_amount == order.fee_amount > 0
    assert document.total == order.total


def test_receipt_day_is_in_the_purchasers_time_zone(
    make_order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = pay(make_order(zone="Asia/Jerusalem"))
    payment.received_at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    payment.save()
    receipt = issue_receipt(payment)
    assert receipt_document(receipt, language="en", paper="a4").day.civil == date(2027, 1, 1)


def test_receipt_of_a_transfer_has_the_banks_reference_and_day(order: Order) -> None:
    first = get_user_model().objects.create_superuser("treasurer")
    ManualPayment.objects.create(
        order=order,
        method=Method.TRANSFER,
        reference="FT 118-22",
        received_on=date(2026, 11, 20),
        amount=order.total,
        currency=order.currency,
        recorded_by=first,
        accepted_at=timezone.now(),
    )
    payment = pay(order, "manual-1", method=Method.TRANSFER)
    document = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert (document.method, document.reference) == (Method.TRANSFER, "FT 118-22")
    assert document.day == LocalDay.daylight(date(2026, 11, 20))
    payment.method = Method.STRIPE
    assert issue.payment_day(payment).civil != date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("succeeded", ReturnKind.REFUNDED),
        ("pending", ReturnKind.PENDING),
        ("unsent", ReturnKind.PENDING),
    ],
)
def test_receipt_lists_effective_refunds(order: Order, state: str, kind: ReturnKind) -> None:
    payment = pay(order)
    Refund.objects.create(
        payment=payment, amount=100, currency="usd", reason=Refund.Reason.REQUESTED, state=state
    )
    document = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert [part.kind for part in document.returns] == [kind]
    assert (document.returned, document.net) == (100, 200)


def test_receipt_omits_failed_refunds(order: Order) -> None:
    payment = pay(order)
    Refund.objects.create(
        payment=payment, amount=100, currency="usd", reason="requested", state="failed"
    )
    assert receipt_document(issue_receipt(payment), language="en", paper="a4").returns == ()


def test_receipt_lists_lost_disputes(order: Order) -> None:
    payment = pay(order)
    for id, status in (("du_1", "lost"), ("du_2", "won")):
        Dispute.objects.create(
            id=id,
            payment=payment,
            amount=300,
            currency="usd",
            reason="fraudulent",
            status=status,
            opened_at=timezone.now(),
        )
    sync_chargebacks(payment)
    document = receipt_document(issue_receipt(payment), language="en", paper="a4")
    assert [part.kind for part in document.returns] == [ReturnKind.CHARGED_BACK]
    assert document.net == 0
