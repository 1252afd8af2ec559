"""Money by transfer, cash or cheque: confirmed, seen by a second, withdrawn."""

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
from payments.methods import offline
from payments.methods.offline import (
    REJECTED,
    AlreadyRecorded,
    NotPending,
    SecondPersonRequired,
    approve,
    choose_offline,
    record_receipt,
    reject,
)
from payments.models import Method, OfflinePayment, Order, Payment, Refund
from payments.orders.place import NotPayable
from tests.races import each, meet_after
from tests.signing_in import sign_in

State = Order.State


@pytest.fixture
def rivka(db: None) -> User:
    """One of the staff."""
    return User.objects.create_user("rivka", is_staff=True)


@pytest.fixture
def levi(db: None) -> User:
    """Another of the staff."""
    return User.objects.create_user("levi", is_staff=True)


@pytest.fixture
def _two_needed(series: object) -> None:
    """Every sum needs a second pair of eyes."""
    Price.objects.update(single_approval_limit=0)


def came(order: Order, by: User, **changes: Any) -> OfflinePayment:
    """Say that the order's money came by transfer, today."""
    typed: dict[str, Any] = {
        "method": Method.TRANSFER,
        "reference": "FT-1",
        "received_on": timezone.now().date(),
        "amount": order.total,
        "currency": order.currency,
    }
    return record_receipt(order=order, by=by, **{**typed, **changes})


def test_an_unpaid_order_may_be_paid_by_hand(order: Order) -> None:
    assert choose_offline(order=order, method=Method.CHEQUE).method == Method.CHEQUE


def test_a_paid_order_chooses_no_more(order: Order) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    with pytest.raises(NotPayable):
        choose_offline(order=order, method=Method.CASH)


@pytest.mark.parametrize("method", [Method.STRIPE, Method.FUND])
def test_what_does_not_come_by_hand_is_no_choice(order: Order, method: Method) -> None:
    with pytest.raises(ValueError, match="offline"):
        choose_offline(order=order, method=method)


def test_money_within_the_limit_is_accepted_at_once(order: Order, rivka: User) -> None:
    Price.objects.filter(currency="usd").update(single_approval_limit=order.total)
    row = came(order, rivka, method=Method.CASH)
    order.refresh_from_db()
    payment = Payment.objects.get()
    assert row.accepted_at
    assert (order.state, order.method) == (State.FULFILLED, Method.CASH)
    assert (payment.reference, payment.method) == (f"offline-{row.pk}", Method.CASH)
    assert Letter.objects.assigned().count() == 3
    assert Message.objects.count() == 1


def test_money_above_the_limit_waits_for_a_second(order: Order, rivka: User, levi: User) -> None:
    Price.objects.filter(currency="usd").update(single_approval_limit=order.total - 1)
    row = came(order, rivka)
    assert row.accepted_at is None
    assert not Payment.objects.exists()
    row = approve(payment=row, by=levi)
    order.refresh_from_db()
    assert (row.approved_by, order.state) == (levi, State.FULFILLED)
    assert row.accepted_at


@pytest.mark.usefixtures("_two_needed")
def test_the_second_is_another_person(order: Order, rivka: User) -> None:
    row = came(order, rivka)
    with pytest.raises(SecondPersonRequired, match="another member"):
        approve(payment=row, by=rivka)
    assert not Payment.objects.exists()


@pytest.mark.usefixtures("_two_needed")
def test_the_database_wants_two_persons_too(order: Order, rivka: User) -> None:
    row = came(order, rivka)
    with pytest.raises(IntegrityError, match="offline_two_people"):
        OfflinePayment.objects.filter(pk=row.pk).update(approved_by=rivka)


@pytest.mark.usefixtures("_two_needed")
def test_what_was_withdrawn_is_confirmed_anew(order: Order, rivka: User, levi: User) -> None:
    row = reject(payment=came(order, rivka), by=rivka)
    with pytest.raises(NotPending):
        approve(payment=row, by=levi)
    assert came(order, levi).rejected_at is None


@pytest.mark.usefixtures("_two_needed")
def test_who_withdrew_is_known(order: Order, rivka: User, levi: User) -> None:
    row = reject(payment=came(order, rivka), by=levi)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (levi, str(row.pk), REJECTED)


def test_what_was_accepted_is_not_withdrawn(order: Order, rivka: User) -> None:
    row = came(order, rivka)
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
def test_a_slip_of_the_pen_writes_nothing(
    order: Order, rivka: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        came(order, rivka, **changes)
    assert set(wrong.value.message_dict) == {field}
    assert not OfflinePayment.objects.exists()
    order.refresh_from_db()
    assert order.state == State.AWAITING


def test_a_reference_used_before_is_asked_about(
    make_order: Callable[..., Order], rivka: User
) -> None:
    came(make_order(), rivka, reference="FT-9")
    other = make_order(form_token="two")
    with pytest.raises(ValidationError, match="paid under this reference"):
        came(other, rivka, reference="ft-9 ")
    assert came(other, rivka, reference="ft-9", same_transfer=True).accepted_at


@pytest.mark.usefixtures("_two_needed")
def test_an_order_is_confirmed_once(order: Order, rivka: User, levi: User) -> None:
    came(order, rivka)
    with pytest.raises(AlreadyRecorded, match="rivka"):
        came(order, levi)


def test_money_for_a_paid_order_is_not_taken_for_its_payment(order: Order, rivka: User) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    with pytest.raises(NotPayable):
        came(order, rivka)


def test_money_that_came_again_is_owed_back(order: Order, rivka: User) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    row = came(order, rivka, to_refund=True)
    refund = Refund.objects.get()
    assert refund.payment.reference == f"offline-{row.pk}"
    assert (refund.amount, refund.state) == (order.total, Refund.State.UNSENT)
    assert Letter.objects.assigned().count() == 3


@pytest.mark.usefixtures("_two_needed")
def test_paid_by_card_while_a_second_was_awaited(order: Order, rivka: User, levi: User) -> None:
    row = came(order, rivka)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    approve(payment=row, by=levi)
    assert Refund.objects.get().payment.reference == f"offline-{row.pk}"
    order.refresh_from_db()
    assert order.method == Method.STRIPE


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read the order in the same moment, and nobody waits for the other."""
    unlocked = meet_after(lambda pk: Order.objects.get(pk=pk))
    monkeypatch.setattr(offline, "lock_order", unlocked)


def test_two_confirm_at_once(order: Order, rivka: User, levi: User) -> None:
    errors = each(lambda: came(order, rivka), lambda: came(order, levi))
    assert [type(error) for error in errors] == [AlreadyRecorded]
    assert Letter.objects.assigned().count() == 3


def test_twin_without_the_lock_confirms_against_the_database(
    order: Order, rivka: User, levi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_lock(monkeypatch)
    errors = each(lambda: came(order, rivka), lambda: came(order, levi))
    assert [type(error) for error in errors] == [IntegrityError]


@pytest.mark.usefixtures("_two_needed")
def test_two_are_the_second_at_once(order: Order, rivka: User, levi: User) -> None:
    row = came(order, rivka)
    dina = User.objects.create_user("dina", is_staff=True)
    errors = each(lambda: approve(payment=row, by=levi), lambda: approve(payment=row, by=dina))
    assert [type(error) for error in errors] == [NotPending]
    assert Letter.objects.assigned().count() == 3
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("_two_needed")
def test_twin_without_the_lock_has_two_seconds(
    order: Order, rivka: User, levi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = came(order, rivka)
    dina = User.objects.create_user("dina", is_staff=True)
    without_the_lock(monkeypatch)
    assert each(lambda: approve(payment=row, by=levi), lambda: approve(payment=row, by=dina)) == []


PAGE = "/admin/payments/order"


def signed_in(user: User, *permissions: str) -> Client:
    """The admin, for one of the staff with these permissions and the right to look."""
    user.user_permissions.set(
        Permission.objects.filter(
            codename__in=[*permissions, "view_order", "view_offlinepayment"],
            content_type__app_label="payments",
        )
    )
    client = Client()
    sign_in(client, user)
    return client


def typed(**changes: str) -> dict[str, str]:
    """What one of the staff writes in the form."""
    today = timezone.now().date().isoformat()
    return {
        "method": "transfer",
        "amount": "3",
        "currency": "usd",
        "reference": "FT-1",
        "received_on": today,
        **changes,
    }


def test_staff_write_down_what_came(order: Order, rivka: User) -> None:
    admin = signed_in(rivka, "add_offlinepayment")
    page = admin.get(f"{PAGE}/{order.pk}/change/").content.decode()
    assert "record-payment" in page
    admin.post(f"{PAGE}/{order.pk}/record-payment/", typed())
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert OfflinePayment.objects.get().recorded_by == rivka
    assert "FT-1" in admin.get(f"{PAGE}/{order.pk}/change/").content.decode()


@pytest.mark.parametrize("action", ["record-payment", "approve", "reject"])
def test_without_the_permission_nothing_is_confirmed(
    order: Order, rivka: User, action: str
) -> None:
    admin = signed_in(rivka)
    assert action not in admin.get(f"{PAGE}/{order.pk}/change/").content.decode()
    assert admin.post(f"{PAGE}/{order.pk}/{action}/", typed()).status_code == 403


def test_a_slip_in_the_form_is_shown_beside_its_field(order: Order, rivka: User) -> None:
    admin = signed_in(rivka, "add_offlinepayment")
    answer = admin.post(f"{PAGE}/{order.pk}/record-payment/", typed(amount="30"))
    assert "The order comes to $3.00, and this is $30.00." in answer.content.decode()
    assert not OfflinePayment.objects.exists()


def test_the_question_of_one_transfer_can_be_answered(
    make_order: Callable[..., Order], rivka: User
) -> None:
    came(make_order(), rivka)
    order = make_order(form_token="two")
    admin = signed_in(rivka, "add_offlinepayment")
    asked = admin.post(f"{PAGE}/{order.pk}/record-payment/", typed()).content.decode()
    assert 'type="checkbox" name="same_transfer"' in asked
    admin.post(f"{PAGE}/{order.pk}/record-payment/", typed(same_transfer="on"))
    order.refresh_from_db()
    assert order.state == State.FULFILLED


@pytest.mark.usefixtures("_two_needed")
@pytest.mark.parametrize("page", ["order", "offlinepayment"])
def test_the_second_confirms_in_the_admin(order: Order, rivka: User, levi: User, page: str) -> None:
    row = came(order, rivka)
    where = f"/admin/payments/{page}/{row.order_id if page == 'order' else row.pk}"
    first = signed_in(rivka, "change_offlinepayment")
    assert "approve" not in first.get(f"{where}/change/").content.decode()
    admin = signed_in(levi, "change_offlinepayment")
    assert "approve" in admin.get(f"{where}/change/").content.decode()
    assert "FT-1" in admin.get(f"{where}/approve/").content.decode()
    admin.post(f"{where}/approve/")
    order.refresh_from_db()
    assert order.state == State.FULFILLED


@pytest.mark.usefixtures("_two_needed")
def test_the_first_is_told_that_another_must_look(order: Order, rivka: User) -> None:
    came(order, rivka)
    admin = signed_in(rivka, "change_offlinepayment")
    answer = admin.post(f"{PAGE}/{order.pk}/approve/", follow=True)
    assert "another member of staff must give the second" in answer.content.decode()
    assert not Payment.objects.exists()


@pytest.mark.usefixtures("_two_needed")
def test_a_confirmation_is_withdrawn_in_the_admin(order: Order, rivka: User) -> None:
    came(order, rivka)
    admin = signed_in(rivka, "change_offlinepayment", "add_offlinepayment")
    assert "record-payment" not in admin.get(f"{PAGE}/{order.pk}/change/").content.decode()
    admin.post(f"{PAGE}/{order.pk}/reject/")
    assert OfflinePayment.objects.get().rejected_at
    assert "record-payment" in admin.get(f"{PAGE}/{order.pk}/change/").content.decode()


def test_what_waits_stands_first_in_the_list(make_order: Callable[..., Order], rivka: User) -> None:
    Price.objects.update(single_approval_limit=300)
    waits = came(make_order(gift=100), rivka)
    came(make_order(form_token="two"), rivka, reference="FT-2")
    admin = signed_in(rivka)
    with CaptureQueriesContext(connection) as queries:
        rows = admin.get("/admin/payments/offlinepayment/").context["cl"].result_list
    assert rows[0] == waits
    assert len(queries) < 15


@pytest.mark.usefixtures("_two_needed")
def test_a_confirmation_says_where_it_stands(order: Order, rivka: User) -> None:
    row = came(order, rivka)
    page = signed_in(rivka).get(f"/admin/payments/offlinepayment/{row.pk}/change/")
    assert ">waits for a second pair of eyes<" in re.sub(
        r"\s*([<>])\s*", r"\1", page.content.decode()
    )
