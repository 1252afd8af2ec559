"""Admin lists of payments: filters, search, badges and query counts; retrying events."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from payments.checkout import sessions
from payments.fulfilment import record_and_apply
from payments.models import Dispute, Method, Order, Refund, StripeEvent
from payments.refunds.decide import Reason, refund_order
from tests.conftest import NAMES
from tests.payments import admin_helpers
from tests.payments.admin_helpers import (
    admin_url,
    failed_event,
    failed_refund,
    mismatched_payment,
    open_dispute,
    page_text,
    submit,
)
from tests.payments.refunds.test_refunds import paid_manually
from tests.payments.test_fulfilment import paid

State = Order.State
committee = admin_helpers.committee
staff = admin_helpers.staff
bought = admin_helpers.bought


@pytest.mark.parametrize("issue", ["review", "disputed", "part"])
def test_orders_are_filtered_by_issue(
    staff: Client, bought: Order, make_order: Callable[..., Order], issue: str
) -> None:
    make_order(form_token="other")
    Order.objects.filter(pk=bought.pk).update(review_reason="odd")
    row = refund_order(order=bought, reason=Reason.REQUESTED, lines=[2])
    open_dispute(bought)
    Refund.objects.filter(pk=row.pk).update(state="succeeded")
    found = staff.get("/admin/payments/order/", {"issue": issue})
    assert list(found.context["cl"].queryset) == [bought]
    Order.objects.update(review_reason="", state=State.REFUNDED)
    Dispute.objects.all().delete()
    found = staff.get("/admin/payments/order/", {"issue": issue})
    assert not found.context["cl"].queryset.exists()


@pytest.mark.parametrize("written", ["UT-{}", "ut {}", "UT{}"])
def test_orders_are_searched_by_transfer_code(
    staff: Client, bought: Order, make_order: Callable[..., Order], written: str
) -> None:
    make_order(form_token="other")
    query = {"q": written.format(bought.pk)}
    found = staff.get("/admin/payments/order/", query)
    assert list(found.context["cl"].queryset) == [bought]


def test_order_page_formats_amounts(staff: Client, bought: Order) -> None:
    page = page_text(staff, admin_url(bought))
    assert bought.show(bought.letters_amount) in page
    assert f"UT-{bought.pk}" in page


@pytest.mark.parametrize("term", ["du_1", "chana@example.org", "public id"])
@pytest.mark.parametrize("status", ["answer", "open", "lost"])
def test_disputes_are_filtered_and_searched(
    staff: Client, bought: Order, term: str, status: str
) -> None:
    ended = {"status": "lost", "closed_at": timezone.now()} if status == "lost" else {}
    made = open_dispute(bought, **ended)
    query = {"status": status, "q": bought.public_id if term == "public id" else term}
    found = staff.get("/admin/payments/dispute/", query)
    assert list(found.context["cl"].queryset) == [made]
    query["status"] = "won"
    found = staff.get("/admin/payments/dispute/", query)
    assert not found.context["cl"].queryset.exists()


def test_dispute_page_shows_evidence_and_order(staff: Client, bought: Order) -> None:
    page = page_text(staff, admin_url(open_dispute(bought)))
    assert "UTC  The payment pi_1 was received." in page
    assert admin_url(bought) in page


def test_dispute_evidence_is_in_english(staff: Client, bought: Order) -> None:
    staff.cookies["django_language"] = "he"
    assert "UTC  The payment pi_1 was received." in page_text(
        staff, admin_url(open_dispute(bought))
    )


def test_refunds_are_searched_by_order_and_email(staff: Client, bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    for term in (bought.public_id, "chana@"):
        found = staff.get("/admin/payments/refund/", {"q": term})
        assert list(found.context["cl"].queryset) == [row]


def test_retry_handles_a_failed_event(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = failed_event(order, monkeypatch)
    assert "ZeroDivisionError" in page_text(staff, admin_url(stored, "retry"))
    assert "The event is handled." in submit(staff, stored, "retry")
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert admin_url(stored, "retry") not in page_text(staff, admin_url(stored))


def test_retry_shows_the_new_error(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = failed_event(order, monkeypatch)
    monkeypatch.setattr(sessions, "apply_payment", lambda *arguments: int("none"))
    assert "It failed again: ValueError." in submit(staff, stored, "retry")
    assert StripeEvent.objects.get().outcome == "failed"


def test_event_page_formats_the_body(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_text(staff, admin_url(failed_event(order, monkeypatch)))
    assert "\n  &quot;type&quot;: &quot;checkout.session.completed&quot;" in page


@pytest.mark.parametrize(("outcome", "found"), [("failed", 1), ("handled", 0), ("", 1)])
def test_events_are_filtered_by_outcome(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch, outcome: str, found: int
) -> None:
    failed_event(order, monkeypatch)
    answer = staff.get("/admin/payments/stripeevent/", {"outcome": outcome})
    assert answer.context["cl"].result_count == found


def badges(client: Client) -> dict[str, str]:
    """The sidebar's badges by the list's name, but that of the organisation, which lacks a lot."""
    sections = client.get("/admin/").context["sidebar_navigation"]
    items = [item for section in sections for item in section["items"]]
    found = {item["model"]: item["badge"] for item in items if item["badge"]}
    assert found.pop("organisation_organisation")
    return found


def test_badges_are_empty_without_pending_work(staff: Client, bought: Order) -> None:
    assert badges(staff) == {}


def test_badges_count_pending_reviews(
    staff: Client,
    bought: Order,
    make_order: Callable[..., Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed_refund(bought)
    open_dispute(bought)
    mismatched_payment(make_order(form_token="odd"), 100)
    failed_event(make_order(form_token="event"), monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        counted = badges(staff)
    assert counted == {
        "payments_order": "2",
        "payments_payment": "1",
        "payments_refund": "1",
        "payments_dispute": "1 · 30 Nov",
        "payments_stripeevent": "1",
    }
    assert len(queries) < 15


def test_badges_count_manual_refunds(staff: Client, order: Order) -> None:
    paid_manually(order, Method.CASH)
    refund_order(order=order, reason=Reason.REQUESTED)
    assert badges(staff) == {"payments_refund": "1"}


def test_badges_count_dispute_without_due_date(staff: Client, bought: Order) -> None:
    open_dispute(bought, due_by=None)
    assert badges(staff) == {"payments_dispute": "1"}


@pytest.mark.parametrize(
    "page",
    [
        "order/?issue=review",
        "order/?issue=disputed",
        "order/?issue=part",
        "payment/?review=pending",
        "refund/",
        "dispute/",
        "dispute/?status=answer",
        "stripeevent/?outcome=failed",
    ],
)
def test_list_needs_few_queries(
    staff: Client,
    bought: Order,
    make_order: Callable[..., Order],
    monkeypatch: pytest.MonkeyPatch,
    page: str,
) -> None:
    for number in range(3):
        other = make_order(form_token=str(number))
        record_and_apply(order_id=other.pk, incoming=paid(other, f"pi_{number}x"))
        refund_order(order=other, reason=Reason.REQUESTED, lines=[1])
        open_dispute(other, id=f"du_{number}x")
    failed_event(make_order(form_token="event"), monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        assert staff.get(f"/admin/payments/{page}").status_code == 200
    assert len(queries) < 15, json.dumps([query["sql"][:90] for query in queries], indent=1)


def test_order_page_queries_do_not_grow_with_lines(
    staff: Client, make_order: Callable[..., Order]
) -> None:
    asked = []
    for number in (1, 40):
        order = make_order(names=NAMES[:1] * number, form_token=str(number))
        record_and_apply(order_id=order.pk, incoming=paid(order, f"pi_{number}"))
        with CaptureQueriesContext(connection) as queries:
            page_text(staff, admin_url(order))
        asked.append(len(queries))
    assert asked[1] <= asked[0]
