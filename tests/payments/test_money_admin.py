"""Money in the admin: what the committee sees, asks and does; pressed twice, done once."""

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
from tests.payments import committee as desk
from tests.payments.committee import address, disputed, failed, odd, press, text
from tests.payments.test_fulfilment import _exhaust as exhaust
from tests.payments.test_fulfilment import paid
from tests.payments.test_refunds import by_hand, held
from tests.races import at_once
from tests.signing_in import sign_in

State = Order.State
committee = desk.committee
staff = desk.staff
bought = desk.bought


def choose(client: Client, order: Order, **form: Any) -> dict[str, Any]:
    """The first step of a refund; what its confirm page sends."""
    page = press(client, order, "refund", reason="requested", **form)
    form_of_page = page[page.index('id="step"') :]
    hidden: dict[str, Any] = {"lines": []}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="(\w*)"', form_of_page):
        if name == "lines":
            hidden["lines"].append(value)
        else:
            hidden[name] = value
    return hidden


def test_the_refund_page_lists_the_letters_with_what_becomes_of_each(
    staff: Client, bought: Order
) -> None:
    refund_order(order=bought, reason=Reason.REQUESTED, lines=[3])
    page = text(staff, address(bought, "refund"))
    assert "Mushka" in page
    assert page.count("has a letter in an open scroll: the letter will be available again") == 2
    assert page.count("refund under way") == 1
    assert page.count('type="checkbox" name="lines"') == 3


def test_the_refund_page_says_that_a_full_scroll_keeps_the_letter(
    staff: Client, bought: Order
) -> None:
    exhaust(Scroll.objects.get())
    Scroll.objects.update(state="full")
    page = text(staff, address(bought, "refund"))
    assert page.count("the letter stays, only the money is refunded") == 3


def test_a_waiting_name_and_one_given_back_are_told(staff: Client, order: Order) -> None:
    exhaust(Scroll.objects.get())
    record_and_apply(order_id=order.pk, incoming=paid(order))
    row = refund_order(order=order, reason=Reason.REQUESTED, lines=[1])
    Refund.objects.filter(pk=row.pk).update(state="succeeded")
    page = text(staff, address(order, "refund"))
    assert page.count("has no letter now") == 2
    assert page.count("already refunded") == 1


def test_the_sum_is_shown_before_anything_is_done(staff: Client, bought: Order) -> None:
    page = press(staff, bought, "refund", what="some", lines=[1, 2], reason="requested")
    assert "Refund $2.00" in page
    assert "chana@example.org" in page
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("form", "amount", "lines"),
    [({"what": "some", "lines": [2]}, 100, [2]), ({"what": "all"}, 300, [1, 2, 3])],
)
def test_confirmed_it_is_done(
    staff: Client, committee: User, bought: Order, form: dict[str, Any], amount: int, lines: Any
) -> None:
    page = press(staff, bought, "refund", **choose(staff, bought, **form))
    row = Refund.objects.get()
    assert (row.amount, row.by, row.reason) == (amount, committee, "requested")
    assert [line.position for line in row.lines.all()] == lines
    assert "is being refunded." in page


@pytest.mark.parametrize(
    "form", [{"what": "some"}, {"what": "some", "lines": [9]}, {"what": "most"}, {}]
)
def test_a_form_that_says_nothing_clear_is_asked_again(
    staff: Client, bought: Order, form: dict[str, Any]
) -> None:
    page = press(staff, bought, "refund", reason="requested", sum="300", **form)
    assert "Show the amount" in page
    assert not Refund.objects.exists()


def test_pressed_twice_the_second_answer_says_so(staff: Client, bought: Order) -> None:
    form = choose(staff, bought, what="some", lines=[2])
    press(staff, bought, "refund", **form)
    assert "One of these letters has already been refunded." in press(
        staff, bought, "refund", **form
    )
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("what", [{"what": "some", "lines": [2]}, {"what": "all"}])
def test_pressed_by_two_at_once_it_is_one_refund(
    staff: Client, committee: User, bought: Order, what: dict[str, Any]
) -> None:
    form = choose(staff, bought, **what)
    statuses: list[int] = []

    def click() -> None:
        client = Client()
        sign_in(client, committee)
        statuses.append(client.post(address(bought, "refund"), form).status_code)

    assert at_once(2, click) == []
    assert statuses == [302, 302]
    assert Refund.objects.count() == 1


def test_a_sum_that_changed_meanwhile_is_shown_again(staff: Client, bought: Order) -> None:
    form = choose(staff, bought, what="all")
    refund_order(order=bought, reason=Reason.REQUESTED, lines=[1])
    assert "Refund $2.00" in press(staff, bought, "refund", **form)
    assert Refund.objects.count() == 1


def test_a_sum_that_changes_at_the_last_moment_is_shown_again(
    staff: Client, bought: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    from payments.admin import refund_actions

    def other(**asked: Any) -> Refund:
        refund_order(order=bought, reason=Reason.REQUESTED, lines=[1])
        return refund_order(**asked)

    form = choose(staff, bought, what="all")
    monkeypatch.setattr(refund_actions, "refund_order", other)
    assert "Refund $" in press(staff, bought, "refund", **form)
    assert not Refund.objects.exists()


def test_an_order_without_money_has_no_button_and_no_page(staff: Client, order: Order) -> None:
    assert address(order, "refund") not in text(staff, address(order))
    assert "Nothing of this order is left" in text_after(staff, address(order, "refund"))


def text_after(client: Client, url: str) -> str:
    """The page that an address leads to."""
    return client.get(url, follow=True).content.decode()


def test_a_paid_order_has_the_button(staff: Client, bought: Order) -> None:
    assert address(bought, "refund") in text(staff, address(bought))


def test_an_order_that_is_not_there_is_not_found(staff: Client, db: None) -> None:
    for number in ("999", "nothing"):
        assert staff.get(f"/admin/payments/order/{number}/refund/").status_code == 404
        assert staff.get(f"/admin/payments/order/{number}/change/").status_code == 302


def test_who_may_only_look_gives_nothing_back(bought: Order) -> None:
    looker = get_user_model().objects.create_user("looker", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    sign_in(client, looker)
    assert address(bought, "refund") not in text(client, address(bought))
    form = {"what": "all", "reason": "requested", "sum": "300"}
    assert client.post(address(bought, "refund"), form).status_code == 403
    assert client.post(address(odd_of(bought), "refund"), {"reason": "mismatch"}).status_code == 403
    assert not Refund.objects.exclude(reason="duplicate").exists()


def odd_of(order: Order) -> Payment:
    """A second payment of the order."""
    record_and_apply(order_id=order.pk, incoming=paid(order, "pi_2"))
    return order.payments.exclude(review_reason="").get()


def test_the_orders_page_tells_of_problem_refunds_and_disputes(
    staff: Client, bought: Order
) -> None:
    row = failed(bought)
    made = disputed(bought)
    page = text(staff, address(bought))
    assert f"refund {row.pk} failed" in page
    assert "The payment is disputed at the bank: needs_response." in page
    assert address(row) in page
    assert address(made) in page


def test_a_failed_refund_says_so_and_offers_three_ways(staff: Client, bought: Order) -> None:
    row = failed(bought)
    page = text(staff, address(row))
    assert "This refund failed: charge_disputed. The money is still here." in page
    offered = [
        way for way in ("sent-manually", "retry", "waive", "allocate") if address(row, way) in page
    ]
    assert offered == ["sent-manually", "retry", "waive"]


def test_a_refund_that_went_well_offers_nothing(staff: Client, bought: Order) -> None:
    row = refund_order(order=bought, reason=Reason.REQUESTED)
    Refund.objects.update(state="succeeded")
    page = text(staff, address(row))
    assert not [way for way in ("sent-manually", "retry", "allocate") if address(row, way) in page]
    assert "Mushka" in page


def test_sent_again_it_is_a_new_refund(staff: Client, bought: Order) -> None:
    row = failed(bought)
    assert "Stripe is asked once more" in text(staff, address(row, "retry"))
    assert Refund.objects.count() == 1
    assert "Done." in press(staff, row, "retry")
    assert Refund.objects.order_by("pk").last().amount == 100  # type: ignore[union-attr]
    assert "is already settled" in press(staff, row, "retry")
    assert Refund.objects.count() == 2


def test_a_failed_refund_is_left(staff: Client, bought: Order) -> None:
    row = failed(bought)
    text(staff, address(row, "waive"))
    press(staff, row, "waive")
    bought.refresh_from_db()
    assert bought.review_reason == ""
    assert held(bought) == [1, 2, 3]


def test_money_that_came_by_hand_is_sent_by_hand(
    staff: Client, committee: User, order: Order
) -> None:
    by_hand(order, Method.TRANSFER)
    row = refund_order(order=order, reason=Reason.REQUESTED)
    assert "has to be returned manually" in text(staff, address(row))
    assert "reference" in press(staff, row, "sent-manually", reference=" ")
    press(staff, row, "sent-manually", reference="transfer 9")
    row.refresh_from_db()
    assert (row.state, row.reference, row.by) == ("succeeded", "transfer 9", committee)
    assert "not waiting" in press(staff, row, "sent-manually", reference="transfer 9")


def test_the_letters_of_a_dashboards_refund_are_said(
    staff: Client, committee: User, bought: Order
) -> None:
    row = Refund.objects.create(
        payment=bought.payments.get(),
        amount=100,
        currency="usd",
        reason="dashboard",
        state="succeeded",
    )
    assert "say which letters" in text(staff, address(row))
    assert "Mushka" in text(staff, address(row, "allocate"))
    press(staff, row, "allocate", lines=[2])
    row.refresh_from_db()
    assert row.by == committee
    assert held(bought) == [1, 3]
    assert "It is already recorded" in press(staff, row, "allocate", lines=[1])


def test_odd_money_is_found_and_given_back(staff: Client, order: Order) -> None:
    payment = odd(order)
    found = staff.get("/admin/payments/payment/", {"review": "pending"})
    assert list(found.context["cl"].queryset) == [payment]
    assert "$1.20 of it can be refunded." in text(staff, address(payment))
    assert "Refund $1.20" in text(staff, address(payment, "refund"))
    assert "$1.20 is being refunded." in press(staff, payment, "refund", reason="mismatch")
    assert (Refund.objects.get().amount, Refund.objects.get().reason) == (120, "mismatch")
    assert "Nothing of this payment is left" in press(staff, payment, "refund", reason="mismatch")
    Refund.objects.update(state="succeeded")
    found = staff.get("/admin/payments/payment/", {"review": "pending"})
    assert not found.context["cl"].queryset.exists()


def test_a_payment_that_bought_letters_has_no_such_button(staff: Client, bought: Order) -> None:
    payment = bought.payments.get()
    assert address(payment, "refund") not in text(staff, address(payment))
