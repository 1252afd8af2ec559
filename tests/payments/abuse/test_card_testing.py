"""The detection of card testing: alerts on a spike, once an hour, not in a busy hour."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from messaging.delivery import send
from messaging.models import Message
from payments.abuse import card_testing
from payments.abuse.card_testing import FailureRates, check_card_testing
from payments.models import CheckoutRequest, Order, Payment, StripeEvent
from payments.tasks import check_card_testing as check_card_testing_task

HOUR = datetime.fromisoformat("2026-11-23T14:00:00+00:00")
NOW = HOUR + timedelta(minutes=20)


@pytest.fixture
def _fixed_time(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def refuse(times: int, at: datetime = NOW - timedelta(minutes=1)) -> None:
    """Record events of refused cards."""
    known = StripeEvent.objects.count()
    StripeEvent.objects.bulk_create(
        StripeEvent(
            id=f"evt_{known + number}",
            type="payment_intent.payment_failed",
            body={"data": {"object": {"last_payment_error": {"decline_code": "stolen_card"}}}},
            outcome="handled",
            received_at=at,
        )
        for number in range(times)
    )


def test_failure_rates_of_a_busy_hour_are_not_suspicious() -> None:
    assert not FailureRates(refused=19, begun=30, paid=0).suspicious
    assert not FailureRates(refused=60, begun=100, paid=20).suspicious
    assert not FailureRates(refused=0, begun=1_000, paid=50).suspicious
    assert not FailureRates(refused=0, begun=99, paid=0).suspicious


@pytest.mark.parametrize(
    "rates",
    [
        FailureRates(refused=20, begun=0, paid=0),
        FailureRates(refused=61, begun=0, paid=20),
        FailureRates(refused=0, begun=100, paid=4),
    ],
)
def test_failure_rates_of_a_spike_are_suspicious(rates: FailureRates) -> None:
    assert rates.suspicious


@pytest.mark.usefixtures("_fixed_time")
def test_check_card_testing_alerts_each_member_once_an_hour(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.COMMITTEE_EMAILS = ["one@example.org", "two@example.org"]
    refuse(20)
    with caplog.at_level(logging.ERROR):
        check_card_testing_task()
        check_card_testing_task()
    assert sorted(Message.objects.values_list("recipient", flat=True)) == settings.COMMITTEE_EMAILS
    assert {message.about for message in Message.objects.all()} == {"2026-11-23T14"}
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.usefixtures("_fixed_time")
def test_check_card_testing_ignores_earlier_events() -> None:
    refuse(20, at=NOW - timedelta(minutes=11))
    assert not check_card_testing()
    assert not Message.objects.exists()


@pytest.mark.usefixtures("_fixed_time")
def test_card_testing_alert_has_the_rates_of_its_hour_and_the_link(settings: Any) -> None:
    settings.COMMITTEE_EMAILS = ["committee@example.org"]
    refuse(20)
    assert check_card_testing()
    refuse(5, at=HOUR + timedelta(minutes=59))
    refuse(5, at=HOUR + timedelta(minutes=60))
    assert send(Message.objects.get().pk)
    (sent_mail,) = mail.outbox
    assert "In the hour from 09:00 EST: 25 cards refused" in sent_mail.body
    assert "/admin/organisation/organisation/1/change/" in sent_mail.body
    assert "stolen_card" not in sent_mail.body


def test_failure_rates_counts_payments_and_checkouts(make_order: Callable[..., Order]) -> None:
    order = make_order()
    CheckoutRequest.objects.create(order=order, address="a", browser="b", email="e")
    for reference, review_reason in (("pi_1", ""), ("pi_2", "paid a second time")):
        Payment.objects.create(
            order=order,
            method="stripe",
            reference=reference,
            amount=1,
            currency="usd",
            review_reason=review_reason,
        )
    now = timezone.now()
    rates = card_testing.failure_rates(now - timedelta(minutes=1), now + timedelta(minutes=1))
    assert rates == FailureRates(refused=0, begun=1, paid=1)
