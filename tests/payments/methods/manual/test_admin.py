"""Money by transfer, cash and cheque in the admin."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.models import Price
from payments.models import ManualPayment, Order, Payment
from tests.payments.methods.manual.receipts import receipt, typed
from tests.signing_in import sign_in

State = Order.State


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
    said = "The order comes to $3.00, and this is $30.00. Give the rest back and record $3.00"
    assert said in answer.content.decode()
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
