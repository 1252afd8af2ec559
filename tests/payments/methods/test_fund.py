"""The fund for sponsored letters: ledger, grants, quotas, audit and admin."""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from letters.models import Letter, Series
from payments.audit.fund import findings, sources
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.ledger import return_gift, return_grant
from payments.methods import fund
from payments.methods.fund import (
    InsufficientFunds,
    QuotaExceeded,
    fund_balance,
    grant,
    letters_left,
    record_entry,
    set_quota,
)
from payments.models import FundEntry, FundQuota, ManualPayment, Method, Order, Payment, Refund
from payments.orders.place import NotPayable
from payments.refunds.decide import refund_order
from tests.conftest import NAMES
from tests.races import each, meet_after
from tests.signing_in import sign_in

Kind = FundEntry.Kind
State = Order.State


@pytest.fixture
def committee(db: None) -> User:
    """A committee member, who needs no quota."""
    return User.objects.create_superuser("committee")


@pytest.fixture
def shliach(db: None) -> User:
    """A user outside the committee."""
    return User.objects.create_user("shliach")


def fill(amount: int, by: User, currency: str = "usd") -> FundEntry:
    """Add money to the fund."""
    return FundEntry.objects.create(
        kind=Kind.ENTERED, currency=currency, amount=amount, by=by, note="a cheque"
    )


def test_grant_pays_for_the_letters(order: Order, committee: User) -> None:
    fill(1000, committee)
    granted = grant(order=order, by=committee)
    assert granted.state == State.FULFILLED
    assert Letter.objects.assigned().count() == 3
    entry = FundEntry.objects.get(kind=Kind.GRANT)
    payment = Payment.objects.get()
    assert (entry.amount, entry.order, entry.by) == (-300, order, committee)
    assert (payment.reference, payment.method) == (f"fund-{entry.pk}", Method.FUND)
    assert fund_balance("usd") == 700


def test_grant_removes_fee_and_gift(make_order: Callable[..., Order], committee: User) -> None:
    fill(300, committee)
    order = grant(order=make_order(cover_fee=True, gift=500), by=committee)
    assert (order.fee_amount, order.gift_amount, order.total) == (0, 0, 300)
    assert order.state == State.FULFILLED
    assert fund_balance("usd") == 0


def test_grant_refuses_another_currency(order: Order, committee: User) -> None:
    fill(1000, committee, "ils")
    with pytest.raises(InsufficientFunds, match="does not hold enough"):
        grant(order=order, by=committee)
    assert not FundEntry.objects.filter(kind=Kind.GRANT).exists()


def test_grant_refuses_a_paid_order(order: Order, committee: User) -> None:
    fill(1000, committee)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    with pytest.raises(NotPayable):
        grant(order=order, by=committee)
    assert fund_balance("usd") == 1000


def test_grant_needs_a_quota(order: Order, committee: User, shliach: User) -> None:
    fill(1000, committee)
    with pytest.raises(QuotaExceeded):
        grant(order=order, by=shliach)
    assert letters_left(shliach) == 0


def test_quota_is_counted_in_letters(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    fill(1000, committee)
    FundQuota.objects.create(user=shliach, letters=5)
    grant(order=make_order(), by=shliach)
    assert letters_left(shliach) == 2
    with pytest.raises(QuotaExceeded, match="2 letters left"):
        grant(order=make_order(form_token="two"), by=shliach)


def test_committee_needs_no_quota(committee: User) -> None:
    assert letters_left(committee) is None


def make_orders(make_order: Callable[..., Order], number: int) -> list[Order]:
    """`number` unpaid orders of one letter."""
    return [make_order(NAMES[:1], form_token=str(n)) for n in range(number)]


def grant_at_once(orders: list[Order], by: User) -> list[Exception]:
    """Grant them all concurrently; returns the errors."""
    return each(*[partial(grant, order=order, by=by) for order in orders])


def test_grant_concurrently_does_not_overdraw(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(500, committee)
    errors = grant_at_once(make_orders(make_order, 16), committee)
    assert [type(error) for error in errors] == [InsufficientFunds] * 11
    assert Letter.objects.assigned().count() == 5
    assert fund_balance("usd") == 0


def test_negative_control_grant_without_the_lock_overdraws(
    make_order: Callable[..., Order], committee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(500, committee)
    monkeypatch.setattr(fund, "lock_fund", lambda: None)
    monkeypatch.setattr(fund, "fund_balance", meet_after(fund_balance, 16))
    assert grant_at_once(make_orders(make_order, 16), committee) == []
    assert fund_balance("usd") == 500 - 1600


def test_grant_concurrently_stays_within_quota(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    fill(5000, committee)
    FundQuota.objects.create(user=shliach, letters=5)
    errors = grant_at_once(make_orders(make_order, 16), shliach)
    assert [type(error) for error in errors] == [QuotaExceeded] * 11
    assert letters_left(shliach) == 0


def test_returned_grant_restores_quota(order: Order, committee: User, shliach: User) -> None:
    fill(300, committee)
    set_quota(user=shliach, letters=3)
    grant(order=order, by=shliach)
    refund_order(order=order, reason=Refund.Reason.REQUESTED, by=committee)
    assert letters_left(shliach) == 3
    assert fund_balance("usd") == 300
    assert list(findings()) == []


def test_set_quota_refuses_less_than_granted(order: Order, committee: User, shliach: User) -> None:
    fill(300, committee)
    set_quota(user=shliach, letters=5)
    grant(order=order, by=shliach)
    with pytest.raises(ValidationError, match="3 letters were granted on this quota"):
        set_quota(user=shliach, letters=2)
    assert set_quota(user=shliach, letters=3).letters == 3


def test_record_entry_adds_a_cheque(committee: User) -> None:
    entry = record_entry(currency="usd", amount=1800, note="a cheque of 5 May", by=committee)
    assert (entry.kind, entry.by, fund_balance("usd")) == (Kind.ENTERED, committee, 1800)


@pytest.mark.parametrize(("amount", "note"), [(0, "a cheque"), (100, " ")])
def test_record_entry_needs_amount_and_note(committee: User, amount: int, note: str) -> None:
    with pytest.raises(ValidationError):
        record_entry(currency="usd", amount=amount, note=note, by=committee)


def test_record_entry_does_not_overdraw(committee: User) -> None:
    fill(100, committee)
    with pytest.raises(InsufficientFunds):
        record_entry(currency="usd", amount=-101, note="to the bank", by=committee)
    assert (
        record_entry(currency="usd", amount=-100, note="to the bank", by=committee).amount == -100
    )


def order_with_gift(make_order: Callable[..., Order], amount: int, form_token: str) -> FundEntry:
    """An order with a gift, paid by card."""
    order = make_order(NAMES[:1], gift=amount, form_token=form_token)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment(f"pi_{form_token}", "cs", order.total, "usd")
    )
    return FundEntry.objects.get(order=order, kind=Kind.GIFT)


def granted(make_order: Callable[..., Order], by: User, form_token: str) -> FundEntry:
    """An order of three letters that the fund paid."""
    order = grant(order=make_order(form_token=form_token), by=by)
    return FundEntry.objects.get(order=order, kind=Kind.GRANT)


def test_sources_are_first_in_first_out(make_order: Callable[..., Order], committee: User) -> None:
    first, second = order_with_gift(make_order, 180, "a"), order_with_gift(make_order, 360, "b")
    cheque = fill(500, committee)
    one, two = granted(make_order, committee, "c"), granted(make_order, committee, "d")
    assert sources(one) == [(first, 180), (second, 120)]
    assert sources(two) == [(second, 240), (cheque, 60)]


def test_sources_exclude_other_currencies(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(900, committee, "ils")
    cheque = fill(300, committee)
    assert sources(granted(make_order, committee, "a")) == [(cheque, 300)]


def test_sources_exclude_refunded_gifts(make_order: Callable[..., Order], committee: User) -> None:
    gift = order_with_gift(make_order, 180, "a")
    cheque = fill(200, committee)
    entry = granted(make_order, committee, "b")
    assert gift.order
    with transaction.atomic():
        return_gift(gift.order, 180)
    assert sources(entry) == [(cheque, 200)]
    assert fund_balance("usd") == -100
    assert list(findings()) == []


def test_sources_of_returned_grant_are_empty(
    make_order: Callable[..., Order], committee: User
) -> None:
    cheque = fill(600, committee)
    one, two = granted(make_order, committee, "a"), granted(make_order, committee, "b")
    assert one.order
    refund_order(order=one.order, reason=Refund.Reason.REQUESTED, by=committee)
    assert sources(one) == []
    assert sources(two) == [(cheque, 300)]


def test_audit_fund_finds_nothing_in_a_correct_ledger(
    make_order: Callable[..., Order], committee: User
) -> None:
    order_with_gift(make_order, 500, "a")
    granted(make_order, committee, "b")
    assert list(findings()) == []


def found() -> str:
    """The only finding of the fund's audit."""
    ((number, what),) = findings()
    assert number == 4
    return what


def test_audit_fund_finds_missing_gift(make_order: Callable[..., Order]) -> None:
    order_with_gift(make_order, 500, "a").delete()
    assert "its gift is not in the fund" in found()


def test_audit_fund_finds_gift_without_order(order: Order) -> None:
    FundEntry.objects.create(kind=Kind.GIFT, currency="usd", amount=5, order=order)
    assert "no fulfilled order gave" in found()


def test_audit_fund_finds_refund_above_gift(make_order: Callable[..., Order]) -> None:
    gift = order_with_gift(make_order, 500, "a")
    FundEntry.objects.create(kind=Kind.GIFT_RETURNED, currency="usd", amount=-501, order=gift.order)
    assert "more of its gift" in found()


def test_audit_fund_finds_payment_without_grant(order: Order) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("fund-1", "", order.total, "usd", Method.FUND)
    )
    assert "the fund paid" in found()


def test_audit_fund_finds_grant_without_payment(order: Order, committee: User) -> None:
    fill(300, committee)
    FundEntry.objects.create(kind=Kind.GRANT, currency="usd", amount=-300, order=order)
    assert "the fund paid" in found()


def test_audit_fund_finds_returned_grant_without_refund(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(300, committee)
    entry = granted(make_order, committee, "a")
    assert entry.order
    return_grant(entry.order)
    assert "went back to the fund" in found()


def test_audit_fund_finds_overdraft(make_order: Callable[..., Order], committee: User) -> None:
    cheque = fill(300, committee)
    granted(make_order, committee, "a")
    cheque.delete()
    assert "took more out" in found()


def test_audit_fund_finds_exceeded_quota(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    fill(300, committee)
    set_quota(user=shliach, letters=3)
    granted(make_order, shliach, "a")
    FundQuota.objects.update(letters=2)
    assert "than the quota allows" in found()


def test_audit_fund_ignores_old_quota_of_committee(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(300, committee)
    FundQuota.objects.create(user=committee, letters=0)
    granted(make_order, committee, "a")
    assert list(findings()) == []


def signed_in(user: User) -> Client:
    """A client of the admin, signed in as this user."""
    client = Client()
    sign_in(client, user)
    return client


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


def test_admin_grant_shows_sources_and_quota(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    gift = order_with_gift(make_order, 500, "a")
    set_quota(user=shliach, letters=5)
    entry = granted(make_order, shliach, "b")
    page = signed_in(committee).get(f"/admin/payments/fundentry/{entry.pk}/change/")
    text = page.content.decode()
    assert f"/fundentry/{gift.pk}/change/" in text
    assert "3 letters granted, 2 left" in text


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


def test_grant_refuses_an_order_whose_transfer_is_recorded(order: Order, committee: User) -> None:
    fill(1000, committee)
    ManualPayment.objects.create(
        order=order, method=Method.TRANSFER, reference="T1", amount=order.total,
        currency=order.currency, received_on=timezone.now().date(), recorded_by=committee,
    )  # fmt: skip
    with pytest.raises(NotPayable, match="already been recorded"):
        grant(order=order, by=committee)
    assert not Payment.objects.exists()
