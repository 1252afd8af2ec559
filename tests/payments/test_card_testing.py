"""The alarm: it rings at a spike, once an hour, and not at a busy hour of families."""

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
from payments.tasks import check_card_testing as watch_cards_task

HOUR = datetime.fromisoformat("2026-11-23T14:00:00+00:00")
NOW = HOUR + timedelta(minutes=20)


@pytest.fixture
def _at_two(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def refuse(times: int, at: datetime = NOW - timedelta(minutes=1)) -> None:
    """So many cards were refused."""
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


def test_the_hour_of_a_busy_house_is_not_alarming() -> None:
    assert not FailureRates(refused=19, begun=30, paid=0).suspicious
    assert not FailureRates(refused=60, begun=100, paid=20).suspicious
    assert not FailureRates(refused=0, begun=1_000, paid=50).suspicious
    assert not FailureRates(refused=0, begun=99, paid=0).suspicious


@pytest.mark.parametrize(
    "counted",
    [
        FailureRates(refused=20, begun=0, paid=0),
        FailureRates(refused=61, begun=0, paid=20),
        FailureRates(refused=0, begun=100, paid=4),
    ],
)
def test_a_spike_is_alarming(counted: FailureRates) -> None:
    assert counted.suspicious


@pytest.mark.usefixtures("_at_two")
def test_everybody_of_the_committee_is_told_once_an_hour(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.COMMITTEE_EMAILS = ["one@example.org", "two@example.org"]
    refuse(20)
    with caplog.at_level(logging.ERROR):
        watch_cards_task()
        watch_cards_task()
    assert sorted(Message.objects.values_list("recipient", flat=True)) == settings.COMMITTEE_EMAILS
    assert {message.about for message in Message.objects.all()} == {"2026-11-23T14"}
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.usefixtures("_at_two")
def test_what_lies_longer_back_is_not_counted() -> None:
    refuse(20, at=NOW - timedelta(minutes=11))
    assert not check_card_testing()
    assert not Message.objects.exists()


@pytest.mark.usefixtures("_at_two")
def test_the_mail_has_the_figures_of_its_hour_and_the_way_to_the_switch(settings: Any) -> None:
    settings.COMMITTEE_EMAILS = ["committee@example.org"]
    refuse(20)
    assert check_card_testing()
    refuse(5, at=HOUR + timedelta(minutes=59))
    refuse(5, at=HOUR + timedelta(minutes=60))
    assert send(Message.objects.get().pk)
    (letter,) = mail.outbox
    assert "In the hour from 14:00 UTC: 25 cards refused" in letter.body
    assert "/admin/payments/organisation/1/change/" in letter.body
    assert "stolen_card" not in letter.body


def test_payments_and_pages_are_counted(make_order: Callable[..., Order]) -> None:
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
    counted = card_testing.failure_rates(now - timedelta(minutes=1), now + timedelta(minutes=1))
    assert counted == FailureRates(refused=0, begun=1, paid=1)
