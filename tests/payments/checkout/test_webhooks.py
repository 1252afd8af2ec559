"""Stripe's webhook: signatures, retries, duplicates, and events in any order."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letters.models import Letter, Scroll
from payments import fulfilment, gateway
from payments.admin.pending import pending_counts
from payments.checkout import sessions, webhooks
from payments.models import Checkout, Order, Payment, StripeEvent
from tests.conftest import NAMES
from tests.payments.checkout.webhook_events import attempt, event, post, send, session
from tests.races import at_once

SECRET = "whsec_simulator"
State = Order.State


def test_webhook_fulfils_order_of_paid_session(order: Order) -> None:
    assert post(event("checkout.session.completed", session(order))) == 204
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert StripeEvent.objects.get().outcome == "handled"


def test_webhook_with_same_event_changes_nothing(order: Order) -> None:
    body = event("checkout.session.completed", session(order))
    assert [post(body), post(body)] == [204, 204]
    assert Letter.objects.assigned().count() == 3


def test_webhook_deliveries_concurrently_give_one_set_of_letters(order: Order) -> None:
    body = event("checkout.session.completed", session(order))
    statuses: list[int] = []
    assert at_once(10, lambda: statuses.append(post(body))) == []
    assert set(statuses) == {204}
    assert Letter.objects.assigned().count() == 3
    assert Payment.objects.count() == 1


def test_webhook_with_two_events_of_one_session_pays_once(order: Order) -> None:
    for number in ("evt_1", "evt_2"):
        post(event("checkout.session.completed", session(order), id=number))
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        ("{}", ""),
        ("{}", "garbage"),
        ("{}", "t=1,v1=00"),
        (b"\xff\xfe", "t=1,v1=00"),
    ],
)
def test_webhook_refuses_unsigned_body(db: None, body: str, signature: str) -> None:
    assert send(body, signature) == 400


def test_webhook_refuses_another_secret(order: Order) -> None:
    body = event("checkout.session.completed", session(order))
    assert post(body, secret="whsec_other") == 400
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_webhook_refuses_old_signature(order: Order) -> None:
    assert post(event("checkout.session.completed", session(order)), age=600) == 400


def test_webhook_accepts_second_secret_while_rolling(order: Order, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", SECRET]
    assert post(event("checkout.session.completed", session(order)), secret="whsec_new") == 204


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        '{"object": "event", "id": "e", "data": []}',
        '{"object": "v2.core.event"}',
        '"x"',
        "nonsense",
    ],
)
def test_webhook_refuses_signed_body_that_is_no_event(db: None, body: str) -> None:
    assert post(body) == 400


def test_webhook_ignores_other_event_types(order: Order) -> None:
    assert post(event("charge.succeeded", {"object": "charge"})) == 204
    assert not StripeEvent.objects.exists()


def test_webhook_ignores_live_event_in_test_mode(order: Order) -> None:
    assert post(event("checkout.session.completed", session(order), livemode=True)) == 204
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_webhook_ignores_session_of_another_program(order: Order) -> None:
    foreign = session(order, client_reference_id=None)
    assert post(event("checkout.session.completed", foreign)) == 204
    assert Letter.objects.assigned().count() == 0


def test_webhook_of_unknown_order_is_retried(order: Order) -> None:
    unknown = session(order, client_reference_id="nobody")
    assert post(event("checkout.session.completed", unknown)) == 500
    assert StripeEvent.objects.get().outcome == "failed"


def test_webhook_handles_failed_event_when_it_comes_again(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = event("checkout.session.completed", session(order))

    def fail(*arguments: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(sessions, "apply_payment", fail)
        assert post(body) == 500
    assert post(body) == 204
    order.refresh_from_db()
    assert order.state == State.FULFILLED


def test_webhook_with_mismatched_amount_assigns_nothing(order: Order) -> None:
    assert post(event("checkout.session.completed", session(order, amount_total=1))) == 204
    order.refresh_from_db()
    assert order.state == State.REVIEW
    assert Letter.objects.assigned().count() == 0


def test_webhook_fulfils_order_of_paid_expired_session(order: Order) -> None:
    Checkout.objects.filter(pk=attempt(order).pk).update(state="expired")
    post(event("checkout.session.completed", session(order)))
    order.refresh_from_db()
    assert order.state == State.FULFILLED


def test_expired_event_after_payment_changes_nothing(order: Order) -> None:
    attempt(order)
    post(event("checkout.session.completed", session(order)))
    expired = session(order, status="expired", payment_status="unpaid")
    post(event("checkout.session.expired", expired, id="evt_2"))
    order.refresh_from_db()
    assert order.state == State.FULFILLED


def test_webhook_ignores_another_account(order: Order) -> None:
    body = event("checkout.session.completed", session(order), account="acct_other")
    assert post(body) == 204
    assert Letter.objects.assigned().count() == 0
    assert not StripeEvent.objects.exists()


def test_event_of_another_api_version_is_stored_and_not_handled(order: Order) -> None:
    attempt(order)
    body = event("checkout.session.completed", session(order), api_version="2020-08-27")
    assert post(body) == 204, "Stripe would only send the same again"
    stored = StripeEvent.objects.get()
    assert stored.outcome == "failed"
    assert stored.error == f"API version 2020-08-27, not {gateway.VERSION}"
    assert pending_counts()["payments_stripeevent"] == "1"
    assert not webhooks.retry_event(stored)
    assert not Payment.objects.exists()
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_event_of_another_api_version_is_handled_once_it_is_ours(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt(order)
    post(event("checkout.session.completed", session(order), api_version="2027-01-01.next"))
    monkeypatch.setattr(gateway.events, "VERSION", "2027-01-01.next")
    assert webhooks.retry_event(StripeEvent.objects.get())
    assert Letter.objects.assigned().count() == 3


def test_retry_event_handles_failed_event_from_its_row(order: Order, monkeypatch: Any) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sessions, "apply_payment", lambda *arguments: 1 / 0)
        post(event("checkout.session.completed", session(order)))
    stored = StripeEvent.objects.get()
    assert (stored.outcome, stored.error) == ("failed", "ZeroDivisionError")
    assert webhooks.retry_event(stored)
    assert StripeEvent.objects.get().outcome == "handled"
    assert Letter.objects.assigned().count() == 3


def test_failed_event_is_rolled_back_entirely(order: Order, monkeypatch: Any) -> None:
    """The event's row and its effect are one commit."""
    monkeypatch.setattr(fulfilment, "issue_certificates", lambda *a, **k: 1 / 0)
    assert post(event("checkout.session.completed", session(order))) == 500
    assert Letter.objects.assigned().count() == 0
    assert not Payment.objects.exists()


@pytest.mark.parametrize("names", [1, 40, 1000])
def test_webhook_needs_at_most_12_statements(
    make_order: Callable[..., Order], make_scroll: Callable[..., Scroll], names: int
) -> None:
    make_scroll(13, letters=1100, opened=False)
    Scroll.objects.filter(number=12).update(state="completed")
    Scroll.objects.filter(number=13).update(state="open")
    order = make_order(names=[NAMES[0]] * names)
    attempt(order)
    body = event("checkout.session.completed", session(order))
    with CaptureQueriesContext(connection) as captured:
        assert post(body) == 204
    assert len(captured) <= 12, [query["sql"][:60] for query in captured]
