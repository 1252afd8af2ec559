"""Each logged step of the fund, of money received by hand and of events is in the history."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from letters.models import Community, Price
from payments.methods.manual import reject
from payments.models import FundEntry, ManualPayment, Order, StripeEvent
from tests.payments.admin_helpers import failed_event, submit
from tests.payments.methods.fund_entries import fill
from tests.payments.methods.manual.receipts import receipt, typed
from tests.project.history.performed import Step, performs

FULFILLED = "state: not paid → paid, letters given"


@pytest.fixture
def levi(db: None) -> User:
    """Another member of the staff, who recorded money that a second person approves."""
    Price.objects.update(single_approval_limit=0)
    return User.objects.create_user("levi")


@performs("payments.admin.events.retry", "handled again")
def test_handle_an_event_again(
    client: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> Step:
    event: StripeEvent = failed_event(order, monkeypatch)
    submit(client, event, "retry")
    return Step(event, "handled again")


@performs("payments.admin.fund.pay_from_fund", "paid from the fund")
def test_pay_from_the_fund(client: Client, head: User, order: Order) -> Step:
    fill(1000, head)
    submit(client, order, "from-fund")
    return Step(order, "paid from the fund", (FULFILLED,))


@performs("payments.admin.fund.enter_sum", "entered")
def test_enter_a_sum(client: Client, order: Order) -> Step:
    form = {"amount": "18.50", "currency": "usd", "note": "a cheque of 5 May"}
    client.post("/admin/payments/fundentry/enter/", form)
    entry = FundEntry.objects.get()
    return Step(entry, "entered", ("amount: $18.50", "note: a cheque of 5 May"))


@performs("payments.admin.manual.record_payment", "manual payment …")
def test_record_a_payment(client: Client, order: Order) -> Step:
    Price.objects.update(single_approval_limit=1000)
    submit(client, order, "record-payment", **typed())
    payment = ManualPayment.objects.get()
    return Step(order, f"manual payment {payment.pk}", (FULFILLED,))


@performs("payments.admin.manual.record_prepayment", "entered")
def test_record_a_prepayment(client: Client, order: Order) -> Step:
    community = Community.objects.create(slug="montreal", name="Montreal", country="CA")
    yesterday = timezone.now().date() - timedelta(days=1)
    form: dict[str, Any] = {**typed(amount="20"), "community": community.pk}
    form["received_on"] = yesterday.isoformat()
    client.post("/admin/payments/manualpayment/record/", form)
    return Step(ManualPayment.objects.get(), "entered", ("amount: $20.00", "Montreal"))


@performs("payments.admin.manual._decide", "…")
def test_approve_a_payment(client: Client, order: Order, levi: User) -> Step:
    payment = receipt(order, levi)
    submit(client, payment, "approve")
    return Step(payment, "Approve the payment", ("approved by: Dovber",))


@performs("payments.admin.manual._decide", "…")
def test_approve_a_payment_of_an_order(client: Client, order: Order, levi: User) -> Step:
    receipt(order, levi)
    submit(client, order, "approve")
    return Step(order, "Approve the payment", (FULFILLED,))


@performs("payments.admin.manual._decide", "…")
def test_reject_a_payment_of_an_order(client: Client, order: Order, levi: User) -> Step:
    receipt(order, levi)
    submit(client, order, "reject")
    return Step(order, "Reject the payment")


@performs("payments.methods.manual.reject", "rejected")
def test_reject_a_payment(client: Client, head: User, order: Order, levi: User) -> Step:
    payment = receipt(order, levi)
    reject(payment=payment, by=head)
    return Step(payment, "rejected", ("rejected at: ",))
