"""The fund for sponsored letters: its ledger, its grants, and who may make them."""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

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
from payments.models import FundEntry, FundQuota, Method, Order, Payment, Refund
from payments.orders.place import NotPayable
from payments.refunds.decide import refund_order
from tests.conftest import NAMES
from tests.races import each, meet_after
from tests.signing_in import sign_in

Kind = FundEntry.Kind
State = Order.State


@pytest.fixture
def committee(db: None) -> User:
    """One of the committee: grants without a quota."""
    return User.objects.create_superuser("committee")


@pytest.fixture
def shliach(db: None) -> User:
    """Not of the committee."""
    return User.objects.create_user("shliach")


def fill(amount: int, by: User, currency: str = "usd") -> FundEntry:
    """Money in the fund."""
    return FundEntry.objects.create(
        kind=Kind.ENTERED, currency=currency, amount=amount, by=by, note="a cheque"
    )


def test_a_grant_pays_for_the_letters(order: Order, committee: User) -> None:
    fill(1000, committee)
    granted = grant(order=order, by=committee)
    assert granted.state == State.FULFILLED
    assert Letter.objects.assigned().count() == 3
    entry = FundEntry.objects.get(kind=Kind.GRANT)
    payment = Payment.objects.get()
    assert (entry.amount, entry.order, entry.by) == (-300, order, committee)
    assert (payment.reference, payment.method) == (f"fund-{entry.pk}", Method.FUND)
    assert fund_balance("usd") == 700


def test_the_fund_pays_neither_fee_nor_gift(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(300, committee)
    order = grant(order=make_order(cover_fee=True, gift=500), by=committee)
    assert (order.fee_amount, order.gift_amount, order.total) == (0, 0, 300)
    assert order.state == State.FULFILLED
    assert fund_balance("usd") == 0


def test_a_fund_of_another_currency_pays_nothing(order: Order, committee: User) -> None:
    fill(1000, committee, "ils")
    with pytest.raises(InsufficientFunds, match="does not hold enough"):
        grant(order=order, by=committee)
    assert not FundEntry.objects.filter(kind=Kind.GRANT).exists()


def test_a_paid_order_is_not_granted(order: Order, committee: User) -> None:
    fill(1000, committee)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    with pytest.raises(NotPayable):
        grant(order=order, by=committee)
    assert fund_balance("usd") == 1000


def test_without_a_quota_nothing_is_granted(order: Order, committee: User, shliach: User) -> None:
    fill(1000, committee)
    with pytest.raises(QuotaExceeded):
        grant(order=order, by=shliach)
    assert letters_left(shliach) == 0


def test_a_quota_is_counted_in_letters(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    fill(1000, committee)
    FundQuota.objects.create(user=shliach, letters=5)
    grant(order=make_order(), by=shliach)
    assert letters_left(shliach) == 2
    with pytest.raises(QuotaExceeded, match="2 letters left"):
        grant(order=make_order(form_token="two"), by=shliach)


def test_the_committee_has_no_bound(committee: User) -> None:
    assert letters_left(committee) is None


def many(make_order: Callable[..., Order], number: int) -> list[Order]:
    """So many unpaid orders of one letter."""
    return [make_order(NAMES[:1], form_token=str(n)) for n in range(number)]


def grant_at_once(orders: list[Order], by: User) -> list[Exception]:
    """Grant them all in the same moment."""
    return each(*[partial(grant, order=order, by=by) for order in orders])


def test_sixteen_grants_at_once_spend_no_more_than_there_is(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(500, committee)
    errors = grant_at_once(many(make_order, 16), committee)
    assert [type(error) for error in errors] == [InsufficientFunds] * 11
    assert Letter.objects.assigned().count() == 5
    assert fund_balance("usd") == 0


def test_twin_without_the_lock_overdraws(
    make_order: Callable[..., Order], committee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(500, committee)
    monkeypatch.setattr(fund, "lock_fund", lambda: None)
    monkeypatch.setattr(fund, "fund_balance", meet_after(fund_balance, 16))
    assert grant_at_once(many(make_order, 16), committee) == []
    assert fund_balance("usd") == 500 - 1600


def test_sixteen_grants_at_once_stay_within_a_quota(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    fill(5000, committee)
    FundQuota.objects.create(user=shliach, letters=5)
    errors = grant_at_once(many(make_order, 16), shliach)
    assert [type(error) for error in errors] == [QuotaExceeded] * 11
    assert letters_left(shliach) == 0


def test_an_undone_grant_gives_its_quota_back(order: Order, committee: User, shliach: User) -> None:
    fill(300, committee)
    set_quota(user=shliach, letters=3)
    grant(order=order, by=shliach)
    refund_order(order=order, reason=Refund.Reason.REQUESTED, by=committee)
    assert letters_left(shliach) == 3
    assert fund_balance("usd") == 300
    assert list(findings()) == []


def test_a_quota_ends_at_what_was_granted(order: Order, committee: User, shliach: User) -> None:
    fill(300, committee)
    set_quota(user=shliach, letters=5)
    grant(order=order, by=shliach)
    with pytest.raises(ValidationError, match="3 letters were granted on this quota"):
        set_quota(user=shliach, letters=2)
    assert set_quota(user=shliach, letters=3).letters == 3


def test_the_committee_enters_a_cheque(committee: User) -> None:
    entry = record_entry(currency="usd", amount=1800, note="a cheque of 5 May", by=committee)
    assert (entry.kind, entry.by, fund_balance("usd")) == (Kind.ENTERED, committee, 1800)


@pytest.mark.parametrize(("amount", "note"), [(0, "a cheque"), (100, " ")])
def test_an_entry_says_how_much_and_why(committee: User, amount: int, note: str) -> None:
    with pytest.raises(ValidationError):
        record_entry(currency="usd", amount=amount, note=note, by=committee)


def test_no_more_is_taken_out_than_there_is(committee: User) -> None:
    fill(100, committee)
    with pytest.raises(InsufficientFunds):
        record_entry(currency="usd", amount=-101, note="to the bank", by=committee)
    assert (
        record_entry(currency="usd", amount=-100, note="to the bank", by=committee).amount == -100
    )


def give(make_order: Callable[..., Order], amount: int, form_token: str) -> FundEntry:
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


def test_each_grant_came_from_the_first_gifts_left(
    make_order: Callable[..., Order], committee: User
) -> None:
    first, second = give(make_order, 180, "a"), give(make_order, 360, "b")
    cheque = fill(500, committee)
    one, two = granted(make_order, committee, "c"), granted(make_order, committee, "d")
    assert sources(one) == [(first, 180), (second, 120)]
    assert sources(two) == [(second, 240), (cheque, 60)]


def test_other_currencies_pay_for_nothing_here(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(900, committee, "ils")
    cheque = fill(300, committee)
    assert sources(granted(make_order, committee, "a")) == [(cheque, 300)]


def test_a_gift_given_back_paid_for_nothing(
    make_order: Callable[..., Order], committee: User
) -> None:
    gift = give(make_order, 180, "a")
    cheque = fill(200, committee)
    entry = granted(make_order, committee, "b")
    assert gift.order
    return_gift(gift.order, 180)
    assert sources(entry) == [(cheque, 200)]
    assert fund_balance("usd") == -100
    assert list(findings()) == []


def test_an_undone_grant_came_from_nothing(
    make_order: Callable[..., Order], committee: User
) -> None:
    cheque = fill(600, committee)
    one, two = granted(make_order, committee, "a"), granted(make_order, committee, "b")
    assert one.order
    refund_order(order=one.order, reason=Refund.Reason.REQUESTED, by=committee)
    assert sources(one) == []
    assert sources(two) == [(cheque, 300)]


def test_true_books_have_no_findings(make_order: Callable[..., Order], committee: User) -> None:
    give(make_order, 500, "a")
    granted(make_order, committee, "b")
    assert list(findings()) == []


def found() -> str:
    """The one finding."""
    ((number, what),) = findings()
    assert number == 4
    return what


def test_a_gift_missing_is_found(make_order: Callable[..., Order]) -> None:
    give(make_order, 500, "a").delete()
    assert "its gift is not in the fund" in found()


def test_a_gift_nobody_gave_is_found(order: Order) -> None:
    FundEntry.objects.create(kind=Kind.GIFT, currency="usd", amount=5, order=order)
    assert "no fulfilled order gave" in found()


def test_too_much_given_back_is_found(make_order: Callable[..., Order]) -> None:
    gift = give(make_order, 500, "a")
    FundEntry.objects.create(kind=Kind.GIFT_RETURNED, currency="usd", amount=-501, order=gift.order)
    assert "more of its gift" in found()


def test_a_payment_of_the_fund_without_a_grant_is_found(order: Order) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("fund-1", "", order.total, "usd", Method.FUND)
    )
    assert "the fund paid" in found()


def test_a_grant_without_a_payment_is_found(order: Order, committee: User) -> None:
    fill(300, committee)
    FundEntry.objects.create(kind=Kind.GRANT, currency="usd", amount=-300, order=order)
    assert "the fund paid" in found()


def test_a_grant_undone_without_a_refund_is_found(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(300, committee)
    entry = granted(make_order, committee, "a")
    assert entry.order
    return_grant(entry.order)
    assert "went back to the fund" in found()


def test_an_overdraft_is_found(make_order: Callable[..., Order], committee: User) -> None:
    cheque = fill(300, committee)
    granted(make_order, committee, "a")
    cheque.delete()
    assert "took more out" in found()


def test_more_than_a_quota_is_found(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    fill(300, committee)
    set_quota(user=shliach, letters=3)
    granted(make_order, shliach, "a")
    FundQuota.objects.update(letters=2)
    assert "than the quota allows" in found()


def test_the_committee_is_not_held_to_an_old_quota(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(300, committee)
    FundQuota.objects.create(user=committee, letters=0)
    granted(make_order, committee, "a")
    assert list(findings()) == []


def signed_in(user: User) -> Client:
    """The admin, for this user."""
    client = Client()
    sign_in(client, user)
    return client


def test_the_committee_pays_from_the_fund_in_the_admin(order: Order, committee: User) -> None:
    fill(1000, committee)
    admin = signed_in(committee)
    where = f"/admin/payments/order/{order.pk}"
    assert "from-fund" in admin.get(f"{where}/change/").content.decode()
    assert "$10.00" in admin.get(f"{where}/from-fund/").content.decode()
    admin.post(f"{where}/from-fund/")
    order.refresh_from_db()
    assert order.state == State.FULFILLED
    assert "from-fund" not in admin.get(f"{where}/change/").content.decode()


def test_an_empty_fund_says_so_in_the_admin(order: Order, committee: User) -> None:
    answer = signed_in(committee).post(f"/admin/payments/order/{order.pk}/from-fund/", follow=True)
    assert "does not hold enough" in answer.content.decode()


def test_staff_without_a_quota_have_no_button(order: Order, shliach: User) -> None:
    User.objects.filter(pk=shliach.pk).update(is_staff=True)
    shliach.user_permissions.set(Permission.objects.filter(codename="view_order"))
    admin = signed_in(shliach)
    where = f"/admin/payments/order/{order.pk}"
    assert "from-fund" not in admin.get(f"{where}/change/").content.decode()
    assert admin.post(f"{where}/from-fund/").status_code == 403


def test_the_ledger_shows_what_is_in_the_fund(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(1800, committee)
    fill(700, committee, "ils")
    granted(make_order, committee, "a")
    admin = signed_in(committee)
    with CaptureQueriesContext(connection) as queries:
        page = admin.get("/admin/payments/fundentry/")
    assert page.context["balances"] == ["₪7.00", "$15.00"]
    assert len(queries) < 15


def test_a_grant_shows_its_gifts_and_its_quota(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    gift = give(make_order, 500, "a")
    set_quota(user=shliach, letters=5)
    entry = granted(make_order, shliach, "b")
    page = signed_in(committee).get(f"/admin/payments/fundentry/{entry.pk}/change/")
    text = page.content.decode()
    assert f"/fundentry/{gift.pk}/change/" in text
    assert "3 letters granted, 2 left" in text


@pytest.mark.parametrize(("amount", "entered"), [("18.50", 1850), ("-0.50", -50), ("−0.50", -50)])
def test_a_sum_is_entered_in_the_admin(
    series: Series, committee: User, amount: str, entered: int
) -> None:
    fill(100, committee)
    typed = {"amount": amount, "currency": "usd", "note": "a cheque of 5 May"}
    signed_in(committee).post("/admin/payments/fundentry/enter/", typed)
    assert FundEntry.objects.latest("pk").amount == entered


@pytest.mark.parametrize(
    ("amount", "says"),
    [("x", "Please write an amount"), ("0", "other than zero"), ("-2", "does not hold enough")],
)
def test_what_can_not_be_entered_is_said(
    series: Series, committee: User, amount: str, says: str
) -> None:
    typed = {"amount": amount, "currency": "usd", "note": "a cheque"}
    answer = signed_in(committee).post("/admin/payments/fundentry/enter/", typed)
    assert says in answer.content.decode()
    assert not FundEntry.objects.exists()


def test_a_quota_is_set_and_not_lowered_too_far_in_the_admin(
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
