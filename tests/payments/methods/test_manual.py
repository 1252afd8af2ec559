"""Payments by transfer, cash or cheque: recorded, approved, rejected."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from letters.models import Letter, Price
from messaging.models import Message
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.methods import manual
from payments.methods.manual import (
    REJECTED,
    AlreadyRecorded,
    NotPending,
    SecondPersonRequired,
    approve,
    choose_offline,
    record,
    reject,
)
from payments.models import ManualPayment, Method, Order, Payment, Refund
from payments.orders.place import NotPayable
from tests.races import each, meet_after
from tests.signing_in import sign_in

State = Order.State


@pytest.fixture
def rivka(db: None) -> User:
    """A member of staff."""
    return User.objects.create_user("rivka", is_staff=True)


@pytest.fixture
def levi(db: None) -> User:
    """Another member of staff."""
    return User.objects.create_user("levi", is_staff=True)


@pytest.fixture
def _two_needed(series: object) -> None:
    """Every amount needs an approval."""
    Price.objects.update(single_approval_limit=0)


def receipt(order: Order, by: User, **changes: Any) -> ManualPayment:
    """Record that the order's money arrived by transfer today."""
    typed: dict[str, Any] = {
        "method": Method.TRANSFER,
        "reference": "FT-1",
        "received_on": timezone.now().date(),
        "amount": order.total,
        "currency": order.currency,
    }
    return record(target=order, by=by, **{**typed, **changes})


def test_choose_offline_sets_the_method(order: Order) -> None:
    assert choose_offline(order=order, method=Method.CHEQUE).method == Method.CHEQUE


def test_choose_offline_refuses_a_paid_order(order: Order) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    with pytest.raises(NotPayable):
        choose_offline(order=order, method=Method.CASH)


@pytest.mark.parametrize("method", [Method.STRIPE, Method.FUND])
def test_choose_offline_refuses_other_methods(order: Order, method: Method) -> None:
    with pytest.raises(ValueError, match="offline"):
        choose_offline(order=order, method=method)


def test_record_within_limit_is_accepted_at_once(order: Order, rivka: User) -> None:
    Price.objects.filter(currency="usd").update(single_approval_limit=order.total)
    row = receipt(order, rivka, method=Method.CASH)
    order.refresh_from_db()
    payment = Payment.objects.get()
    assert row.accepted_at
    assert (order.state, order.method) == (State.FULFILLED, Method.CASH)
    assert (payment.reference, payment.method) == (f"manual-{row.pk}", Method.CASH)
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.count() == 1


def test_record_above_limit_awaits_approval(order: Order, rivka: User, levi: User) -> None:
    Price.objects.filter(currency="usd").update(single_approval_limit=order.total - 1)
    row = receipt(order, rivka)
    assert row.accepted_at is None
    assert not Payment.objects.exists()
    row = approve(payment=row, by=levi)
    order.refresh_from_db()
    assert (row.approved_by, order.state) == (levi, State.FULFILLED)
    assert row.accepted_at


@pytest.mark.usefixtures("_two_needed")
def test_approve_needs_another_person(order: Order, rivka: User) -> None:
    row = receipt(order, rivka)
    with pytest.raises(SecondPersonRequired, match="another member"):
        approve(payment=row, by=rivka)
    assert not Payment.objects.exists()


@pytest.mark.usefixtures("_two_needed")
def test_database_needs_two_people(order: Order, rivka: User) -> None:
    row = receipt(order, rivka)
    with pytest.raises(IntegrityError, match="manual_payment_two_people"):
        ManualPayment.objects.filter(pk=row.pk).update(approved_by=rivka)


@pytest.mark.usefixtures("_two_needed")
def test_record_after_rejection(order: Order, rivka: User, levi: User) -> None:
    row = reject(payment=receipt(order, rivka), by=rivka)
    with pytest.raises(NotPending):
        approve(payment=row, by=levi)
    assert receipt(order, levi).rejected_at is None


@pytest.mark.usefixtures("_two_needed")
def test_reject_is_logged(order: Order, rivka: User, levi: User) -> None:
    row = reject(payment=receipt(order, rivka), by=levi)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (levi, str(row.pk), REJECTED)


def test_reject_refuses_accepted_money(order: Order, rivka: User) -> None:
    row = receipt(order, rivka)
    with pytest.raises(NotPending):
        reject(payment=row, by=rivka)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 301}, "amount"),
        ({"currency": "ils"}, "currency"),
        ({"received_on": timezone.now().date() + datetime.timedelta(days=2)}, "received_on"),
        ({"method": Method.FUND}, "method"),
        ({"reference": "  "}, "reference"),
    ],
)
def test_record_refuses_invalid_input(
    order: Order, rivka: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        receipt(order, rivka, **changes)
    assert set(wrong.value.message_dict) == {field}
    assert not ManualPayment.objects.exists()
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_record_questions_a_used_reference(make_order: Callable[..., Order], rivka: User) -> None:
    receipt(make_order(), rivka, reference="FT-9")
    other = make_order(form_token="two")
    with pytest.raises(ValidationError, match="paid under this reference"):
        receipt(other, rivka, reference="ft-9 ")
    assert receipt(other, rivka, reference="ft-9", same_transfer=True).accepted_at


@pytest.mark.usefixtures("_two_needed")
def test_record_twice_is_refused(order: Order, rivka: User, levi: User) -> None:
    receipt(order, rivka)
    with pytest.raises(AlreadyRecorded, match="rivka"):
        receipt(order, levi)


def test_record_refuses_a_paid_order(order: Order, rivka: User) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    with pytest.raises(NotPayable):
        receipt(order, rivka)


def test_record_to_refund_creates_a_refund(order: Order, rivka: User) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    row = receipt(order, rivka, to_refund=True)
    refund = Refund.objects.get()
    assert refund.payment.reference == f"manual-{row.pk}"
    assert (refund.amount, refund.state) == (order.total, Refund.State.UNSENT)
    assert Letter.objects.assigned().count() == 3


@pytest.mark.usefixtures("_two_needed")
def test_approve_after_card_payment_refunds_the_transfer(
    order: Order, rivka: User, levi: User
) -> None:
    row = receipt(order, rivka)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    approve(payment=row, by=levi)
    assert Refund.objects.get().payment.reference == f"manual-{row.pk}"
    order.refresh_from_db()
    assert order.method == Method.STRIPE


def without_the_lock(monkeypatch: pytest.MonkeyPatch, check: str) -> None:
    """Without the order's lock, both pass the check before either writes."""
    monkeypatch.setattr(manual, "lock_order", lambda pk: Order.objects.get(pk=pk))
    monkeypatch.setattr(manual, check, meet_after(getattr(manual, check)))


def test_record_concurrently_records_one(order: Order, rivka: User, levi: User) -> None:
    errors = each(lambda: receipt(order, rivka), lambda: receipt(order, levi))
    assert [type(error) for error in errors] == [AlreadyRecorded]
    assert Letter.objects.assigned().count() == 3


def test_negative_control_record_without_the_lock(
    order: Order, rivka: User, levi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find no other, and only the unique key refuses the second."""
    without_the_lock(monkeypatch, "_check_payable")
    errors = each(lambda: receipt(order, rivka), lambda: receipt(order, levi, reference="another"))
    assert [type(error) for error in errors] == [IntegrityError]
    assert "one_manual_payment" in str(errors[0])


def record_one_transfer_for_two(
    make_order: Callable[..., Order], rivka: User, levi: User
) -> list[Exception]:
    """Two people record one transfer at the same time, for two orders; returns the errors."""
    one, other = make_order(form_token="one"), make_order(form_token="two")
    return each(
        lambda: receipt(one, rivka, reference="FT 7a"),
        lambda: receipt(other, levi, reference="ft 7A"),
    )


def test_record_one_reference_concurrently_asks_the_second(
    make_order: Callable[..., Order], rivka: User, levi: User
) -> None:
    (error,) = record_one_transfer_for_two(make_order, rivka, levi)
    assert isinstance(error, ValidationError)
    assert list(error.message_dict) == ["same_transfer"]
    assert ManualPayment.objects.count() == 1


def test_negative_control_record_one_reference_without_the_lock(
    make_order: Callable[..., Order], rivka: User, levi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find no other money under the reference, and nobody is asked."""
    monkeypatch.setattr(manual, "_lock_reference", lambda reference: None)
    monkeypatch.setattr(manual, "_check_reference", meet_after(manual._check_reference))
    assert record_one_transfer_for_two(make_order, rivka, levi) == []
    assert ManualPayment.objects.count() == 2


@pytest.mark.usefixtures("_two_needed")
def test_approve_concurrently_accepts_once(order: Order, rivka: User, levi: User) -> None:
    row = receipt(order, rivka)
    dina = User.objects.create_user("dina", is_staff=True)
    errors = each(lambda: approve(payment=row, by=levi), lambda: approve(payment=row, by=dina))
    assert [type(error) for error in errors] == [NotPending]
    assert Letter.objects.assigned().count() == 3
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("_two_needed")
def test_negative_control_approve_without_the_lock(
    order: Order, rivka: User, levi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both approve it, and the name of one replaces the other's."""
    row = receipt(order, rivka)
    dina = User.objects.create_user("dina", is_staff=True)
    without_the_lock(monkeypatch, "_lock_pending")
    assert each(lambda: approve(payment=row, by=levi), lambda: approve(payment=row, by=dina)) == []


PAGE = "/admin/payments/order"


def signed_in(user: User, *permissions: str) -> Client:
    """A client of the admin with these permissions and those to view."""
    user.user_permissions.set(
        Permission.objects.filter(
            codename__in=[*permissions, "view_order", "view_manualpayment"],
            content_type__app_label="payments",
        )
    )
    client = Client()
    sign_in(client, user)
    return client


def typed(**changes: str) -> dict[str, str]:
    """The form's fields."""
    today = timezone.now().date().isoformat()
    return {
        "method": "transfer",
        "amount": "3",
        "currency": "usd",
        "reference": "FT-1",
        "received_on": today,
        **changes,
    }


def test_admin_records_a_receipt(order: Order, rivka: User) -> None:
    admin = signed_in(rivka, "add_manualpayment")
    page = admin.get(f"{PAGE}/{order.pk}/change/").content.decode()
    assert "record-payment" in page
    admin.post(f"{PAGE}/{order.pk}/record-payment/", typed())
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert ManualPayment.objects.get().recorded_by == rivka
    assert "FT-1" in admin.get(f"{PAGE}/{order.pk}/change/").content.decode()


@pytest.mark.parametrize("action", ["record-payment", "approve", "reject"])
def test_admin_actions_need_the_permission(order: Order, rivka: User, action: str) -> None:
    admin = signed_in(rivka)
    assert action not in admin.get(f"{PAGE}/{order.pk}/change/").content.decode()
    assert admin.post(f"{PAGE}/{order.pk}/{action}/", typed()).status_code == 403


def test_admin_form_shows_field_errors(order: Order, rivka: User) -> None:
    admin = signed_in(rivka, "add_manualpayment")
    answer = admin.post(f"{PAGE}/{order.pk}/record-payment/", typed(amount="30"))
    assert "The order comes to $3.00, and this is $30.00." in answer.content.decode()
    assert not ManualPayment.objects.exists()


def test_admin_form_accepts_same_transfer(make_order: Callable[..., Order], rivka: User) -> None:
    receipt(make_order(), rivka)
    order = make_order(form_token="two")
    admin = signed_in(rivka, "add_manualpayment")
    asked = admin.post(f"{PAGE}/{order.pk}/record-payment/", typed()).content.decode()
    assert 'type="checkbox" name="same_transfer"' in asked
    admin.post(f"{PAGE}/{order.pk}/record-payment/", typed(same_transfer="on"))
    order.refresh_from_db()
    assert order.state == State.FULFILLED


@pytest.mark.usefixtures("_two_needed")
@pytest.mark.parametrize("page", ["order", "manualpayment"])
def test_admin_approves(order: Order, rivka: User, levi: User, page: str) -> None:
    row = receipt(order, rivka)
    where = f"/admin/payments/{page}/{row.order_id if page == 'order' else row.pk}"
    first = signed_in(rivka, "change_manualpayment")
    assert "approve" not in first.get(f"{where}/change/").content.decode()
    admin = signed_in(levi, "change_manualpayment")
    assert "approve" in admin.get(f"{where}/change/").content.decode()
    assert "FT-1" in admin.get(f"{where}/approve/").content.decode()
    admin.post(f"{where}/approve/")
    order.refresh_from_db()
    assert order.state == State.FULFILLED


@pytest.mark.usefixtures("_two_needed")
def test_admin_approve_needs_another_person(order: Order, rivka: User) -> None:
    receipt(order, rivka)
    admin = signed_in(rivka, "change_manualpayment")
    answer = admin.post(f"{PAGE}/{order.pk}/approve/", follow=True)
    assert "another member of the staff must approve it" in answer.content.decode()
    assert not Payment.objects.exists()


@pytest.mark.usefixtures("_two_needed")
def test_admin_rejects(order: Order, rivka: User) -> None:
    receipt(order, rivka)
    admin = signed_in(rivka, "change_manualpayment", "add_manualpayment")
    assert "record-payment" not in admin.get(f"{PAGE}/{order.pk}/change/").content.decode()
    admin.post(f"{PAGE}/{order.pk}/reject/")
    assert ManualPayment.objects.get().rejected_at
    assert "record-payment" in admin.get(f"{PAGE}/{order.pk}/change/").content.decode()


def test_admin_list_has_pending_first(make_order: Callable[..., Order], rivka: User) -> None:
    Price.objects.update(single_approval_limit=300)
    waits = receipt(make_order(gift=100), rivka)
    receipt(make_order(form_token="two"), rivka, reference="FT-2")
    admin = signed_in(rivka)
    with CaptureQueriesContext(connection) as queries:
        rows = admin.get("/admin/payments/manualpayment/").context["cl"].result_list
    assert rows[0] == waits
    assert len(queries) < 15


@pytest.mark.usefixtures("_two_needed")
def test_admin_list_shows_status(order: Order, rivka: User) -> None:
    row = receipt(order, rivka)
    page = signed_in(rivka).get(f"/admin/payments/manualpayment/{row.pk}/change/")
    assert ">awaits approval<" in re.sub(r"\s*([<>])\s*", r"\1", page.content.decode())
