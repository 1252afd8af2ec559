"""Lists of money in the admin: found, counted, with few queries; events handled again."""

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
from tests.payments import committee as desk
from tests.payments.committee import address, disputed, failed, failed_event, odd, press, text
from tests.payments.test_fulfilment import paid
from tests.payments.test_refunds import by_hand

State = Order.State
committee = desk.committee
staff = desk.staff
bought = desk.bought


@pytest.mark.parametrize("issue", ["review_reason", "disputed", "part"])
def test_orders_are_found_by_issue(
    staff: Client, bought: Order, make_order: Callable[..., Order], issue: str
) -> None:
    make_order(form_token="other")
    Order.objects.filter(pk=bought.pk).update(review_reason="odd")
    disputed(bought)
    row = refund_order(order=bought, reason=Reason.REQUESTED, lines=[2])
    Refund.objects.filter(pk=row.pk).update(state="succeeded")
    found = staff.get("/admin/payments/order/", {"issue": issue})
    assert list(found.context["cl"].queryset) == [bought]
    Order.objects.update(review_reason="", state=State.REFUNDED)
    Dispute.objects.all().delete()
    found = staff.get("/admin/payments/order/", {"issue": issue})
    assert not found.context["cl"].queryset.exists()


@pytest.mark.parametrize("written", ["UT-{}", "ut {}", "UT{}"])
def test_an_order_is_found_by_the_code_on_a_transfer(
    staff: Client, bought: Order, make_order: Callable[..., Order], written: str
) -> None:
    make_order(form_token="other")
    query = {"q": written.format(bought.pk)}
    found = staff.get("/admin/payments/order/", query)
    assert list(found.context["cl"].queryset) == [bought]


def test_an_order_shows_its_amounts_as_they_are_written(staff: Client, bought: Order) -> None:
    page = text(staff, address(bought))
    assert bought.show(bought.letters_amount) in page
    assert f"UT-{bought.pk}" in page


@pytest.mark.parametrize("term", ["du_1", "chana@example.org", "public id"])
@pytest.mark.parametrize("status", ["answer", "open", "lost"])
def test_disputes_are_found(staff: Client, bought: Order, term: str, status: str) -> None:
    ended = {"status": "lost", "closed_at": timezone.now()} if status == "lost" else {}
    made = disputed(bought, **ended)
    query = {"status": status, "q": bought.public_id if term == "public id" else term}
    found = staff.get("/admin/payments/dispute/", query)
    assert list(found.context["cl"].queryset) == [made]
    query["status"] = "won"
    found = staff.get("/admin/payments/dispute/", query)
    assert not found.context["cl"].queryset.exists()


def test_a_dispute_shows_its_evidence_and_the_way_to_its_order(
    staff: Client, bought: Order
) -> None:
    page = text(staff, address(disputed(bought)))
    assert "UTC  The payment pi_1 was received." in page
    assert address(bought) in page


def test_the_evidence_is_english_whoever_reads_it(staff: Client, bought: Order) -> None:
    staff.cookies["django_language"] = "he"
    assert "UTC  The payment pi_1 was received." in text(staff, address(disputed(bought)))


def test_refunds_are_found_by_order_and_address(staff: Client, bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    for term in (bought.public_id, "chana@"):
        found = staff.get("/admin/payments/refund/", {"q": term})
        assert list(found.context["cl"].queryset) == [row]


def test_a_failed_event_is_handled_again(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = failed_event(order, monkeypatch)
    assert "ZeroDivisionError" in text(staff, address(stored, "retry"))
    assert "The event is handled." in press(staff, stored, "retry")
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert address(stored, "retry") not in text(staff, address(stored))


def test_an_event_that_fails_again_says_with_what(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = failed_event(order, monkeypatch)
    monkeypatch.setattr(sessions, "apply_payment", lambda *arguments: int("none"))
    assert "It failed again: ValueError." in press(staff, stored, "retry")
    assert StripeEvent.objects.get().outcome == "failed"


def test_an_events_body_is_set_out_in_lines(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text(staff, address(failed_event(order, monkeypatch)))
    assert "\n  &quot;type&quot;: &quot;checkout.session.completed&quot;" in page


@pytest.mark.parametrize(("outcome", "found"), [("failed", 1), ("handled", 0), ("", 1)])
def test_events_are_found_by_their_outcome(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch, outcome: str, found: int
) -> None:
    failed_event(order, monkeypatch)
    answer = staff.get("/admin/payments/stripeevent/", {"outcome": outcome})
    assert answer.context["cl"].result_count == found


def badges(client: Client) -> dict[str, str]:
    """What the sidebar counts, by the list's name."""
    sections = client.get("/admin/").context["sidebar_navigation"]
    items = [item for section in sections for item in section["items"]]
    return {item["model"]: item["badge"] for item in items if item["badge"]}


def test_nothing_waits(staff: Client, bought: Order) -> None:
    assert badges(staff) == {}


def test_what_waits_for_the_committee_is_counted(
    staff: Client,
    bought: Order,
    make_order: Callable[..., Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed(bought)
    disputed(bought)
    odd(make_order(form_token="odd"), 100)
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


def test_what_is_to_be_sent_by_hand_is_counted(staff: Client, order: Order) -> None:
    by_hand(order, Method.CASH)
    refund_order(order=order, reason=Reason.REQUESTED)
    assert badges(staff) == {"payments_refund": "1"}


def test_a_dispute_without_a_day_is_counted(staff: Client, bought: Order) -> None:
    disputed(bought, due_by=None)
    assert badges(staff) == {"payments_dispute": "1"}


@pytest.mark.parametrize(
    "page",
    [
        "order/?issue=review_reason",
        "order/?issue=disputed",
        "order/?issue=part",
        "payment/?review=pending",
        "refund/",
        "dispute/",
        "dispute/?status=answer",
        "stripeevent/?outcome=failed",
    ],
)
def test_each_list_answers_with_few_queries(
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
        disputed(other, id=f"du_{number}x")
    failed_event(make_order(form_token="event"), monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        assert staff.get(f"/admin/payments/{page}").status_code == 200
    assert len(queries) < 15, json.dumps([query["sql"][:90] for query in queries], indent=1)


def test_the_page_of_a_long_order_asks_no_more_than_that_of_a_short_one(
    staff: Client, make_order: Callable[..., Order]
) -> None:
    asked = []
    for number in (1, 40):
        order = make_order(names=NAMES[:1] * number, form_token=str(number))
        record_and_apply(order_id=order.pk, incoming=paid(order, f"pi_{number}"))
        with CaptureQueriesContext(connection) as queries:
            text(staff, address(order))
        asked.append(len(queries))
    assert asked[1] <= asked[0]
