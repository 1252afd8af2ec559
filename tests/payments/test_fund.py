"""The fund for sponsored letters: its ledger, its grants, and who may make them."""

import threading
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from letters.models import Letter
from payments import fund
from payments.checkout import AlreadyPaid
from payments.fulfilment import Paid, fulfil
from payments.fund import NoQuota, NotEnoughInFund, QuotaExceeded, balance, grant, letters_left
from payments.models import FundEntry, FundQuota, Method, Order, Payment
from tests.conftest import NAMES
from tests.payments.test_fulfilment import at_once

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
    assert balance("usd") == 700


def test_the_fund_pays_neither_fee_nor_gift(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(300, committee)
    order = grant(order=make_order(cover_fee=True, gift=500), by=committee)
    assert (order.fee_amount, order.gift_amount, order.total) == (0, 0, 300)
    assert order.state == State.FULFILLED
    assert balance("usd") == 0


def test_a_fund_of_another_currency_pays_nothing(order: Order, committee: User) -> None:
    fill(1000, committee, "ils")
    with pytest.raises(NotEnoughInFund, match="does not hold enough"):
        grant(order=order, by=committee)
    assert not FundEntry.objects.filter(kind=Kind.GRANT).exists()


def test_a_paid_order_is_not_granted(order: Order, committee: User) -> None:
    fill(1000, committee)
    fulfil(order_id=order.pk, paid=Paid("pi_1", "cs_1", order.total, "usd"))
    with pytest.raises(AlreadyPaid):
        grant(order=order, by=committee)
    assert balance("usd") == 1000


def test_without_a_quota_nothing_is_granted(order: Order, committee: User, shliach: User) -> None:
    fill(1000, committee)
    with pytest.raises(NoQuota):
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
    left = iter(orders)
    turn = threading.Lock()

    def one() -> None:
        with turn:
            order = next(left)
        grant(order=order, by=by)

    return at_once(len(orders), one)


def test_sixteen_grants_at_once_spend_no_more_than_there_is(
    make_order: Callable[..., Order], committee: User
) -> None:
    fill(500, committee)
    errors = grant_at_once(many(make_order, 16), committee)
    assert [type(error) for error in errors] == [NotEnoughInFund] * 11
    assert Letter.objects.assigned().count() == 5
    assert balance("usd") == 0


def test_twin_without_the_lock_overdraws(
    make_order: Callable[..., Order], committee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(500, committee)
    everyone_has_looked = threading.Barrier(16)

    def look(currency: str) -> int:
        seen = balance(currency)
        everyone_has_looked.wait()
        return seen

    monkeypatch.setattr(fund, "hold_fund", lambda: None)
    monkeypatch.setattr(fund, "balance", look)
    assert grant_at_once(many(make_order, 16), committee) == []
    assert balance("usd") == 500 - 1600


def test_sixteen_grants_at_once_stay_within_a_quota(
    make_order: Callable[..., Order], committee: User, shliach: User
) -> None:
    fill(5000, committee)
    FundQuota.objects.create(user=shliach, letters=5)
    errors = grant_at_once(many(make_order, 16), shliach)
    assert [type(error) for error in errors] == [QuotaExceeded] * 11
    assert letters_left(shliach) == 0
