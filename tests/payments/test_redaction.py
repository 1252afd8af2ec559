"""Redaction of payers' data in old Stripe events."""

import json
from typing import Any

import pytest
from django.utils import timezone

from payments.audit.orders import findings
from payments.models import Order, StripeEvent
from payments.orders import redaction
from payments.orders.redaction import RETENTION
from payments.tasks import redact_payer_data
from tests.payments.checkout.webhook_events import attempt, event, post, session

PAYER = {
    "customer_email": "chana@example.org",
    "customer_details": {"name": "Chana Levi", "address": {"line1": "1 Rue X"}},
}


@pytest.fixture
def handled_event(order: Order) -> StripeEvent:
    """A handled event with the payer's data."""
    attempt(order)
    assert post(event("checkout.session.completed", session(order, **PAYER))) == 204
    return StripeEvent.objects.get()


def body_after_retention(handled_event: StripeEvent, **changes: Any) -> str:
    """The event's body after the retention period and the nightly task."""
    changes.setdefault("received_at", timezone.now() - RETENTION * 1.01)
    StripeEvent.objects.filter(pk=handled_event.pk).update(**changes)
    redact_payer_data()
    handled_event.refresh_from_db()
    return json.dumps(handled_event.body)


def test_redact_payer_data_keeps_the_facts(handled_event: StripeEvent, order: Order) -> None:
    kept = body_after_retention(handled_event)
    assert "Chana" not in kept
    assert "chana" not in kept
    assert handled_event.body["data"]["object"]["client_reference_id"] == order.public_id
    assert handled_event.body["data"]["object"]["amount_total"] == order.total
    assert handled_event.body["id"] == "evt_1"
    assert list(findings()) == []
    assert redaction.redact_payer_data() == 0


def test_redact_payer_data_skips_recent_events(handled_event: StripeEvent) -> None:
    assert "Chana Levi" in body_after_retention(
        handled_event, received_at=timezone.now() - RETENTION * 0.99
    )


def test_redact_payer_data_skips_failed_events(handled_event: StripeEvent) -> None:
    assert "Chana Levi" in body_after_retention(handled_event, outcome="failed")


def test_redact_payer_data_task_works_in_batches(
    handled_event: StripeEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redaction, "BATCH_SIZE", 2)
    for number in range(2, 7):
        StripeEvent.objects.create(
            pk=f"evt_{number}", type="x", body=handled_event.body, outcome="handled"
        )
    StripeEvent.objects.update(received_at=timezone.now() - RETENTION * 1.01)
    redact_payer_data()
    assert not StripeEvent.objects.filter(body__data__object__has_key="customer_email").exists()


def test_redacted_event_is_not_handled_again(handled_event: StripeEvent, order: Order) -> None:
    body_after_retention(handled_event)
    assert post(event("checkout.session.completed", session(order, **PAYER))) == 204
    handled_event.refresh_from_db()
    assert "Chana" not in json.dumps(handled_event.body)
    assert list(findings()) == []
