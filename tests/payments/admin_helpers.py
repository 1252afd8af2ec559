"""Fixtures and helpers of the tests of payments' admin."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from payments.checkout import sessions
from payments.fulfilment import record_and_apply
from payments.models import Dispute, Order, Payment, Refund, StripeEvent
from payments.refunds.decide import Reason, refund_order
from tests.payments.checkout.webhook_events import event, post, session
from tests.payments.test_fulfilment import paid
from tests.signing_in import sign_in

State = Order.State


@pytest.fixture
def committee(db: None) -> User:
    """A member of the committee."""
    return get_user_model().objects.create_superuser("committee")


@pytest.fixture
def staff(committee: User) -> Client:
    """A client of the admin, signed in as that member."""
    client = Client()
    sign_in(client, committee)
    return client


@pytest.fixture
def bought(order: Order) -> Order:
    """Three letters, 3.00 USD, paid at Stripe."""
    record_and_apply(order_id=order.pk, incoming=paid(order))
    order.refresh_from_db()
    return order


def mismatched_payment(order: Order, amount: int = 120) -> Payment:
    """A payment of another amount than the order's."""
    record_and_apply(order_id=order.pk, incoming=paid(order, f"pi_of_{order.pk}", amount=amount))
    return order.payments.get()


def failed_refund(order: Order, **changes: Any) -> Refund:
    """A refund that Stripe refused."""
    row = refund_order(order=order, reason=Reason.REQUESTED, lines=[2])
    order.lines.update(refund=None)
    fields = {"state": "failed", "failure": "charge_disputed", **changes}
    Refund.objects.filter(pk=row.pk).update(**fields)
    Order.objects.filter(pk=order.pk).update(review_reason=f"refund {row.pk} failed")
    return row


def open_dispute(order: Order, **changes: Any) -> Dispute:
    """A dispute of the order's payment."""
    fields: dict[str, Any] = {
        "id": "du_1",
        "payment": order.payments.get(),
        "amount": 300,
        "currency": "usd",
        "reason": "fraudulent",
        "status": "needs_response",
        "due_by": "2026-11-30T12:00Z",
        "opened_at": timezone.now(),
    }
    return Dispute.objects.create(**{**fields, **changes})


def admin_url(thing: Any, action: str = "change") -> str:
    """The URL of an object's admin page, or of an action on it."""
    return f"/admin/payments/{thing._meta.model_name}/{thing.pk}/{action}/"


def page_text(client: Client, url: str, **query: str) -> str:
    """The HTML of a page."""
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def submit(client: Client, thing: Any, action: str, **form: Any) -> str:
    """Submit an action's form; returns the HTML of the page that follows."""
    return client.post(admin_url(thing, action), form, follow=True).content.decode()


def failed_event(order: Order, monkeypatch: pytest.MonkeyPatch) -> StripeEvent:
    """A failed event of the order's payment."""
    with monkeypatch.context() as patched:
        patched.setattr(sessions, "apply_payment", lambda *arguments: 1 / 0)
        post(event("checkout.session.completed", session(order)))
    return StripeEvent.objects.get()
