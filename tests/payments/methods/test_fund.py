"""The fund: grants, quotas and entries; never overdrawn."""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from letters.models import Letter
from payments.audit.fund import findings
from payments.fulfilment import IncomingPayment, record_and_apply
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
from tests.payments.methods.fund_entries import fill
from tests.races import each, meet_after

Kind = FundEntry.Kind


State = Order.State


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


def test_negative_control_grant_without_the_lock(
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


def test_grant_refuses_an_order_whose_transfer_is_recorded(order: Order, committee: User) -> None:
    fill(1000, committee)
    ManualPayment.objects.create(
        order=order, method=Method.TRANSFER, reference="T1", amount=order.total,
        currency=order.currency, received_on=timezone.now().date(), recorded_by=committee,
    )  # fmt: skip
    with pytest.raises(NotPayable, match="already been recorded"):
        grant(order=order, by=committee)
    assert not Payment.objects.exists()
