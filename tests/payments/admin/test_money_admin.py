"""Refunds in the admin, and that submitting twice does a step once."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User
from django.test import Client

from letters.models import Scroll
from payments.fulfilment import record_and_apply
from payments.models import Method, Order, Payment, Refund
from payments.refunds.decide import Reason, refund_order
from tests.payments import admin_helpers
from tests.payments.admin_helpers import (
    admin_url,
    failed_refund,
    mismatched_payment,
    open_dispute,
    page_text,
    submit,
)
from tests.payments.refunds.test_refunds import held, paid_manually
from tests.payments.test_fulfilment import _exhaust as exhaust
from tests.payments.test_fulfilment import paid
from tests.races import at_once
from tests.signing_in import sign_in

State = Order.State
committee = admin_helpers.committee
staff = admin_helpers.staff
bought = admin_helpers.bought


def choose_refund(client: Client, order: Order, **form: Any) -> dict[str, Any]:
    """Submit the first step of a refund; returns the fields of its confirmation page."""
    page = submit(client, order, "refund", reason="requested", **form)
    form_of_page = page[page.index('id="step"') :]
    hidden: dict[str, Any] = {"lines": []}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="(\w*)"', form_of_page):
        if name == "lines":
            hidden["lines"].append(value)
        else:
            hidden[name] = value
    return hidden


def test_refund_page_lists_letters_and_their_outcome(staff: Client, bought: Order) -> None:
    refund_order(order=bought, reason=Reason.REQUESTED, lines=[3])
    page = page_text(staff, admin_url(bought, "refund"))
    assert "Mushka" in page
    assert page.count("has a letter in an open scroll: the letter will be available again") == 2
    assert page.count("refund under way") == 1
    assert page.count('type="checkbox" name="lines"') == 3


def test_refund_page_says_full_scroll_keeps_letter(staff: Client, bought: Order) -> None:
    exhaust(Scroll.objects.get())
    Scroll.objects.update(state="full")
    page = page_text(staff, admin_url(bought, "refund"))
    assert page.count("the letter stays, only the money is refunded") == 3


def test_refund_page_marks_waiting_and_refunded_names(staff: Client, order: Order) -> None:
    exhaust(Scroll.objects.get())
    record_and_apply(order_id=order.pk, incoming=paid(order))
    row = refund_order(order=order, reason=Reason.REQUESTED, lines=[1])
    Refund.objects.filter(pk=row.pk).update(state="succeeded")
    page = page_text(staff, admin_url(order, "refund"))
    assert page.count("has no letter now") == 2
    assert page.count("already refunded") == 1


def test_refund_shows_amount_before_confirming(staff: Client, bought: Order) -> None:
    page = submit(staff, bought, "refund", what="some", lines=[1, 2], reason="requested")
    assert "Refund $2.00" in page
    assert "chana@example.org" in page
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("form", "amount", "lines"),
    [({"what": "some", "lines": [2]}, 100, [2]), ({"what": "all"}, 300, [1, 2, 3])],
)
def test_refund_is_created_on_confirmation(
    staff: Client, committee: User, bought: Order, form: dict[str, Any], amount: int, lines: Any
) -> None:
    page = submit(staff, bought, "refund", **choose_refund(staff, bought, **form))
    row = Refund.objects.get()
    assert (row.amount, row.by, row.reason) == (amount, committee, "requested")
    assert [line.position for line in row.lines.all()] == lines
    assert "is being refunded." in page


@pytest.mark.parametrize(
    "form", [{"what": "some"}, {"what": "some", "lines": [9]}, {"what": "most"}, {}]
)
def test_refund_form_shows_errors(staff: Client, bought: Order, form: dict[str, Any]) -> None:
    page = submit(staff, bought, "refund", reason="requested", sum="300", **form)
    assert "Show the amount" in page
    assert not Refund.objects.exists()


def test_refund_submitted_twice_is_refused(staff: Client, bought: Order) -> None:
    form = choose_refund(staff, bought, what="some", lines=[2])
    submit(staff, bought, "refund", **form)
    assert "One of these letters has already been refunded." in submit(
        staff, bought, "refund", **form
    )
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("what", [{"what": "some", "lines": [2]}, {"what": "all"}])
def test_refund_submitted_concurrently_creates_one(
    staff: Client, committee: User, bought: Order, what: dict[str, Any]
) -> None:
    form = choose_refund(staff, bought, **what)
    statuses: list[int] = []

    def click() -> None:
        client = Client()
        sign_in(client, committee)
        statuses.append(client.post(admin_url(bought, "refund"), form).status_code)

    assert at_once(2, click) == []
    assert statuses == [302, 302]
    assert Refund.objects.count() == 1


def test_refund_shows_changed_amount_again(staff: Client, bought: Order) -> None:
    form = choose_refund(staff, bought, what="all")
    refund_order(order=bought, reason=Reason.REQUESTED, lines=[1])
    assert "Refund $2.00" in submit(staff, bought, "refund", **form)
    assert Refund.objects.count() == 1


def test_refund_shows_amount_changed_while_saving(
    staff: Client, bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    from payments.admin import refund_actions

    def other(**asked: Any) -> Refund:
        refund_order(order=bought, reason=Reason.REQUESTED, lines=[1])
        return refund_order(**asked)

    form = choose_refund(staff, bought, what="all")
    monkeypatch.setattr(refund_actions, "refund_order", other)
    assert "Refund $" in submit(staff, bought, "refund", **form)
    assert not Refund.objects.exists()


def test_refund_is_hidden_for_unpaid_order(staff: Client, order: Order) -> None:
    assert admin_url(order, "refund") not in page_text(staff, admin_url(order))
    assert "Nothing of this order is left" in text_after(staff, admin_url(order, "refund"))


def text_after(client: Client, url: str) -> str:
    """The page at a URL, after redirects."""
    return client.get(url, follow=True).content.decode()


def test_refund_is_offered_for_paid_order(staff: Client, bought: Order) -> None:
    assert admin_url(bought, "refund") in page_text(staff, admin_url(bought))


def test_refund_page_of_unknown_order_is_404(staff: Client, db: None) -> None:
    for number in ("999", "nothing"):
        assert staff.get(f"/admin/payments/order/{number}/refund/").status_code == 404
        assert staff.get(f"/admin/payments/order/{number}/change/").status_code == 302


def test_refund_needs_the_permission(bought: Order) -> None:
    looker = get_user_model().objects.create_user("looker", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    sign_in(client, looker)
    assert admin_url(bought, "refund") not in page_text(client, admin_url(bought))
    form = {"what": "all", "reason": "requested", "sum": "300"}
    assert client.post(admin_url(bought, "refund"), form).status_code == 403
    assert (
        client.post(admin_url(second_payment(bought), "refund"), {"reason": "mismatch"}).status_code
        == 403
    )
    assert not Refund.objects.exclude(reason="duplicate").exists()


def second_payment(order: Order) -> Payment:
    """A second payment of the order."""
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_2"))
    return order.payments.exclude(review_reason="").get()


def test_order_page_shows_review_reason_refunds_and_disputes(staff: Client, bought: Order) -> None:
    row = failed_refund(bought)
    made = open_dispute(bought)
    page = page_text(staff, admin_url(bought))
    assert f"refund {row.pk} failed" in page
    assert "The payment is disputed at the bank: needs_response." in page
    assert admin_url(row) in page
    assert admin_url(made) in page


def test_failed_refund_offers_three_actions(staff: Client, bought: Order) -> None:
    row = failed_refund(bought)
    page = page_text(staff, admin_url(row))
    assert "This refund failed: charge_disputed. The money is still here." in page
    offered = [
        way
        for way in ("sent-manually", "retry", "waive", "allocate")
        if admin_url(row, way) in page
    ]
    assert offered == ["sent-manually", "retry", "waive"]


def test_succeeded_refund_offers_no_action(staff: Client, bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    Refund.objects.update(state="succeeded")
    page = page_text(staff, admin_url(row))
    assert not [
        way for way in ("sent-manually", "retry", "allocate") if admin_url(row, way) in page
    ]
    assert "Mushka" in page


def test_retry_creates_a_new_refund(staff: Client, bought: Order) -> None:
    row = failed_refund(bought)
    assert "Stripe is asked once more" in page_text(staff, admin_url(row, "retry"))
    assert Refund.objects.count() == 1
    assert "Done." in submit(staff, row, "retry")
    assert Refund.objects.order_by("pk").last().amount == 100  # type: ignore[union-attr]
    assert "is already settled" in submit(staff, row, "retry")
    assert Refund.objects.count() == 2


def test_waive_closes_a_failed_refund(staff: Client, bought: Order) -> None:
    row = failed_refund(bought)
    page_text(staff, admin_url(row, "waive"))
    submit(staff, row, "waive")
    bought.refresh_from_db()
    assert bought.review_reason == ""
    assert held(bought) == [1, 2, 3]


def test_sent_manually_completes_a_manual_refund(
    staff: Client, committee: User, order: Order
) -> None:
    paid_manually(order, Method.TRANSFER)
    row = refund_order(order=order, reason=Reason.REQUESTED)
    assert "has to be returned manually" in page_text(staff, admin_url(row))
    assert "reference" in submit(staff, row, "sent-manually", reference=" ")
    submit(staff, row, "sent-manually", reference="transfer 9")
    row.refresh_from_db()
    assert (row.state, row.reference, row.by) == ("succeeded", "transfer 9", committee)
    assert "not waiting" in submit(staff, row, "sent-manually", reference="transfer 9")


def test_allocate_sets_lines_of_a_dashboard_refund(
    staff: Client, committee: User, bought: Order
) -> None:
    row = Refund.objects.create(
        payment=bought.payments.get(),
        amount=100,
        currency="usd",
        reason="dashboard",
        state="succeeded",
    )
    assert "say which letters" in page_text(staff, admin_url(row))
    assert "Mushka" in page_text(staff, admin_url(row, "allocate"))
    submit(staff, row, "allocate", lines=[2])
    row.refresh_from_db()
    assert row.by == committee
    assert held(bought) == [1, 3]
    assert "It is already recorded" in submit(staff, row, "allocate", lines=[1])


def test_payment_to_review_is_listed_and_refunded(staff: Client, order: Order) -> None:
    payment = mismatched_payment(order)
    found = staff.get("/admin/payments/payment/", {"review": "pending"})
    assert list(found.context["cl"].queryset) == [payment]
    assert "$1.20 of it can be refunded." in page_text(staff, admin_url(payment))
    assert "Refund $1.20" in page_text(staff, admin_url(payment, "refund"))
    assert "$1.20 is being refunded." in submit(staff, payment, "refund", reason="mismatch")
    assert (Refund.objects.get().amount, Refund.objects.get().reason) == (120, "mismatch")
    assert "Nothing of this payment is left" in submit(staff, payment, "refund", reason="mismatch")
    Refund.objects.update(state="succeeded")
    found = staff.get("/admin/payments/payment/", {"review": "pending"})
    assert not found.context["cl"].queryset.exists()


def test_refund_is_hidden_for_valid_payment(staff: Client, bought: Order) -> None:
    payment = bought.payments.get()
    assert admin_url(payment, "refund") not in page_text(staff, admin_url(payment))
