"""What Stripe told of payers is taken out of old events, and nothing else is."""

import json
from typing import Any

import pytest
from django.utils import timezone

from payments.audit.orders import findings
from payments.models import Order, StripeEvent
from payments.orders import redaction
from payments.orders.redaction import RETENTION
from payments.tasks import redact_payer_data
from tests.payments.test_webhooks import attempt, event, post, session

PAYER = {
    "customer_email": "chana@example.org",
    "customer_details": {"name": "Chana Levi", "address": {"line1": "1 Rue X"}},
}


@pytest.fixture
def told(order: Order) -> StripeEvent:
    """The event that brought the money, with what it tells of the payer."""
    attempt(order)
    assert post(event("checkout.session.completed", session(order, **PAYER))) == 204
    return StripeEvent.objects.get()


def later(told: StripeEvent, **changes: Any) -> str:
    """The event's body after it has become old, and the night's work was done."""
    changes.setdefault("received_at", timezone.now() - RETENTION * 1.01)
    StripeEvent.objects.filter(pk=told.pk).update(**changes)
    redact_payer_data()
    told.refresh_from_db()
    return json.dumps(told.body)


def test_the_payer_is_taken_out_and_the_facts_stay(told: StripeEvent, order: Order) -> None:
    kept = later(told)
    assert "Chana" not in kept
    assert "chana" not in kept
    assert told.body["data"]["object"]["client_reference_id"] == order.public_id
    assert told.body["data"]["object"]["amount_total"] == order.total
    assert told.body["id"] == "evt_1"
    assert list(findings()) == []
    assert redaction.redact_payer_data() == 0


def test_what_is_young_stays(told: StripeEvent) -> None:
    assert "Chana Levi" in later(told, received_at=timezone.now() - RETENTION * 0.99)


def test_what_failed_stays_to_be_handled_again(told: StripeEvent) -> None:
    assert "Chana Levi" in later(told, outcome="failed")


def test_any_number_is_forgotten(told: StripeEvent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "BATCH_SIZE", 2)
    for number in range(2, 7):
        StripeEvent.objects.create(pk=f"evt_{number}", type="x", body=told.body, outcome="handled")
    StripeEvent.objects.update(received_at=timezone.now() - RETENTION * 1.01)
    redact_payer_data()
    assert not StripeEvent.objects.filter(body__data__object__has_key="customer_email").exists()


def test_the_same_event_again_is_still_known(told: StripeEvent, order: Order) -> None:
    later(told)
    assert post(event("checkout.session.completed", session(order, **PAYER))) == 204
    told.refresh_from_db()
    assert "Chana" not in json.dumps(told.body)
    assert list(findings()) == []
