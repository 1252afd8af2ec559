"""The fund in the admin."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letters.models import Series
from payments.methods.fund import grant, letters_left
from payments.models import FundEntry, FundQuota, Order
from tests.payments.methods.fund_entries import fill, granted, signed_in

State = Order.State


Kind = FundEntry.Kind


def test_admin_grants_an_order(order: Order, committee: User) -> None:
    fill(1000, committee)
    admin = signed_in(committee)
    where = f"/admin/payments/order/{order.pk}"
    assert "from-fund" in admin.get(f"{where}/change/").content.decode()
    assert "$10.00" in admin.get(f"{where}/from-fund/").content.decode()
    admin.post(f"{where}/from-fund/")
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert "from-fund" not in admin.get(f"{where}/change/").content.decode()


def test_admin_grant_refuses_empty_fund(order: Order, committee: User) -> None:
    answer = signed_in(committee).post(f"/admin/payments/order/{order.pk}/from-fund/", follow=True)
    assert "does not hold enough" in answer.content.decode()


def test_admin_grant_is_hidden_without_quota(order: Order, shliach: User) -> None:
    User.objects.filter(pk=shliach.pk).update(is_staff=True)
    shliach.user_permissions.set(Permission.objects.filter(codename="view_order"))
    admin = signed_in(shliach)
    where = f"/admin/payments/order/{order.pk}"
    assert "from-fund" not in admin.get(f"{where}/change/").content.decode()
    assert admin.post(f"{where}/from-fund/").status_code == 403


def test_admin_ledger_shows_the_balance(make_order: Callable[..., Order], committee: User) -> None:
    fill(1800, committee)
    fill(700, committee, "ils")
    granted(make_order, committee, "a")
    admin = signed_in(committee)
    with CaptureQueriesContext(connection) as queries:
        page = admin.get("/admin/payments/fundentry/")
    assert page.context["balances"] == ["₪7.00", "$15.00"]
    assert len(queries) < 15


@pytest.mark.parametrize(("amount", "entered"), [("18.50", 1850), ("-0.50", -50), ("−0.50", -50)])
def test_admin_records_an_entry(series: Series, committee: User, amount: str, entered: int) -> None:
    fill(100, committee)
    typed = {"amount": amount, "currency": "usd", "note": "a cheque of 5 May"}
    signed_in(committee).post("/admin/payments/fundentry/enter/", typed)
    assert FundEntry.objects.latest("pk").amount == entered


@pytest.mark.parametrize(
    ("amount", "says"),
    [("x", "Please write an amount"), ("0", "other than zero"), ("-2", "does not hold enough")],
)
def test_admin_entry_shows_errors(series: Series, committee: User, amount: str, says: str) -> None:
    typed = {"amount": amount, "currency": "usd", "note": "a cheque"}
    answer = signed_in(committee).post("/admin/payments/fundentry/enter/", typed)
    assert says in answer.content.decode()
    assert not FundEntry.objects.exists()


def test_admin_quota_refuses_less_than_granted(
    order: Order, committee: User, shliach: User
) -> None:
    fill(300, committee)
    admin = signed_in(committee)
    where = "/admin/payments/fundquota"
    admin.post(f"{where}/add/", {"user": shliach.pk, "letters": 3, "note": "for the war"})
    grant(order=order, by=shliach)
    quota = FundQuota.objects.get()
    change = f"{where}/{quota.pk}/change/"
    answer = admin.post(change, {"letters": 2, "note": ""})
    assert "can’t be less" in answer.content.decode()
    admin.post(change, {"letters": 4, "note": "for the war"})
    quota.refresh_from_db()
    assert (quota.user, quota.letters, letters_left(shliach)) == (shliach, 4, 1)
