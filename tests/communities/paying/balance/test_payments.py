"""A community's balance: letters paid from it, refunds, withdrawals and the audit."""

from collections.abc import Callable
from functools import partial

import pgtrigger
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from communities.models import NameList
from letters.models import Community, Letter
from messaging import delivery
from messaging.models import Message
from payments.audit.balances import findings
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.methods import balance
from payments.methods.balance import (
    InsufficientBalance,
    balances,
    pay_from_balance,
    record_withdrawal,
)
from payments.methods.manual import approve
from payments.models import BalanceEntry, Order, Payment, Refund
from payments.orders.place import NotPayable
from payments.refunds.decide import refund_order
from tests.communities.name_lists import make_list, order_list
from tests.communities.paying.balance.money import deposited
from tests.races import each, meet_after

State = Order.State


CHANGED = "UPDATE payments_balanceentry SET amount ="


@pytest.fixture
def order(name_list: NameList, shliach: User) -> Order:
    """The list's order, of 3.00."""
    return order_list(name_list, shliach)


def test_pay_from_balance_pays_for_letters_at_once(
    order: Order, shliach: User, mendy: User
) -> None:
    deposited(order.community, mendy)  # type: ignore[arg-type]
    spent = pay_from_balance(order=order, by=shliach)
    entry = BalanceEntry.objects.get(kind="spent")
    payment = Payment.objects.get()
    assert spent.state == State.FULFILLED
    assert (entry.amount, entry.order, entry.by) == (-300, order, shliach)
    assert (payment.reference, payment.method) == (f"balance-{entry.pk}", "balance")
    assert Letter.objects.assigned().count() == 3


def test_pay_from_balance_removes_the_card_fee(
    name_list: NameList, shliach: User, mendy: User
) -> None:
    deposited(name_list.community, mendy)
    order = pay_from_balance(order=order_list(name_list, shliach, cover_fee=True), by=shliach)
    assert (order.fee_amount, order.total) == (0, 300)


def test_pay_from_balance_refuses_the_balance_of_another_community(
    order: Order, make_community: Callable[..., Community], shliach: User, mendy: User
) -> None:
    deposited(make_community("london"), mendy)
    with pytest.raises(InsufficientBalance):
        pay_from_balance(order=order, by=shliach)


def test_pay_from_balance_refuses_another_currency(
    order: Order, shliach: User, mendy: User
) -> None:
    deposited(order.community, mendy, currency="ils")  # type: ignore[arg-type]
    with pytest.raises(InsufficientBalance):
        pay_from_balance(order=order, by=shliach)
    order.refresh_from_db()
    assert (order.state, order.method) == (State.AWAITING, "stripe")


def test_pay_from_balance_refuses_a_paid_order(order: Order, shliach: User, mendy: User) -> None:
    deposited(order.community, mendy)  # type: ignore[arg-type]
    record_and_apply(order_id=order.pk, incoming=IncomingPayment("pi_1", "", order.total, "usd"))
    with pytest.raises(NotPayable):
        pay_from_balance(order=order, by=shliach)
    assert balances(order.community) == {"usd": 1000}  # type: ignore[arg-type]


def one_each(name_list: NameList, shliach: User, times: int) -> list[Order]:
    """`times` orders of one letter of the same community."""
    lists = [
        make_list(name_list.community, name_list.series, shliach, names=1) for _ in range(times)
    ]
    return [order_list(each, shliach, token=str(each.pk)) for each in lists]


def spend_at_once(orders: list[Order], by: User) -> list[Exception]:
    """Pay for all of them concurrently; returns the errors."""
    return each(*[partial(pay_from_balance, order=order, by=by) for order in orders])


def test_pay_from_balance_twelve_times_at_once_never_overdraws(
    name_list: NameList, shliach: User, mendy: User
) -> None:
    deposited(name_list.community, mendy, 500)
    errors = spend_at_once(one_each(name_list, shliach, 12), shliach)
    assert [type(error) for error in errors] == [InsufficientBalance] * 7
    assert balances(name_list.community) == {}
    assert Letter.objects.assigned().count() == 5


def without_the_lock(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Without the lock, all read the balance before anyone pays."""
    monkeypatch.setattr(balance, "lock_balance", lambda community: None)
    monkeypatch.setattr(balance, "balances", meet_after(balances, times))


def test_negative_control_pay_from_balance_without_lock_and_trigger(
    name_list: NameList, shliach: User, mendy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposited(name_list.community, mendy, 500)
    orders = one_each(name_list, shliach, 8)
    without_the_lock(monkeypatch, 8)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payments_balanceentry DISABLE TRIGGER USER")
    try:
        assert spend_at_once(orders, shliach) == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE payments_balanceentry ENABLE TRIGGER USER")
    assert balances(name_list.community) == {"usd": -300}
    assert [what for _, what in findings() if "more than its community's balance" in what]


def test_database_refuses_a_negative_balance_without_the_lock(
    name_list: NameList, shliach: User, mendy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposited(name_list.community, mendy, 500)
    orders = one_each(name_list, shliach, 8)
    without_the_lock(monkeypatch, 8)
    errors = spend_at_once(orders, shliach)
    assert [type(error) for error in errors] == [IntegrityError] * 3
    assert balances(name_list.community) == {}


def test_balance_entries_are_append_only(name_list: NameList, mendy: User) -> None:
    deposited(name_list.community, mendy)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        BalanceEntry.objects.update(amount=5)
    with pytest.raises(ProgrammingError, match="or delete rows"), transaction.atomic():
        BalanceEntry.objects.all().delete()


def test_refund_returns_to_the_balance_with_a_mail(
    order: Order, shliach: User, mendy: User
) -> None:
    deposited(order.community, mendy)  # type: ignore[arg-type]
    pay_from_balance(order=order, by=shliach)
    refund_order(order=order, reason=Refund.Reason.REQUESTED, by=mendy, lines=[1])
    refund_order(order=order, reason=Refund.Reason.REQUESTED, by=mendy)
    order.refresh_from_db()
    assert order.state == State.REFUNDED
    assert balances(order.community) == {"usd": 1000}  # type: ignore[arg-type]
    assert not Letter.objects.assigned().exists()
    message = Message.objects.filter(kind="order_refunded").earliest("pk")
    delivery.send(message.pk)
    assert "your community’s prepaid balance" in mail.outbox[-1].body


def test_record_withdrawal_reduces_the_balance(name_list: NameList, mendy: User) -> None:
    deposited(name_list.community, mendy)
    take = {"community": name_list.community, "currency": "usd", "by": mendy}
    record_withdrawal(amount=400, note="sent back", **take)  # type: ignore[arg-type]
    assert balances(name_list.community) == {"usd": 600}
    with pytest.raises(InsufficientBalance):
        record_withdrawal(amount=601, note="sent back", **take)  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        record_withdrawal(amount=1, note=" ", **take)  # type: ignore[arg-type]


def test_audit_passes_after_deposits_and_refunds(
    order: Order,
    shliach: User,
    mendy: User,
    rivky: User,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert order.community
    approve(payment=deposited(order.community, mendy, 2000), by=rivky)
    pay_from_balance(order=order, by=shliach)
    refund_order(order=order, reason=Refund.Reason.REQUESTED, by=mendy, lines=[2])
    record_withdrawal(
        community=order.community, currency="usd", amount=100, note="sent back", by=mendy
    )
    with pytest.raises(SystemExit):
        call_command("audit")
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "500 letters" not in line] == []


@pytest.mark.parametrize(
    ("done", "found"),
    [
        ("UPDATE payments_payment SET reference = 'balance-0'", "the ledger spent differ"),
        (
            f"{CHANGED} -1 WHERE kind = 'spent'",
            "the ledger spent differ",
        ),
        (
            f"{CHANGED} 1 WHERE kind = 'returned'",
            "came back to a balance",
        ),
        (f"{CHANGED} 7 WHERE kind = 'deposit'", "balance got by it"),
    ],
)
def test_audit_finds_broken_balances(
    order: Order, shliach: User, mendy: User, done: str, found: str
) -> None:
    deposited(order.community, mendy)  # type: ignore[arg-type]
    pay_from_balance(order=order, by=shliach)
    refund_order(order=order, reason=Refund.Reason.REQUESTED, by=mendy, lines=[2])
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(done)
    assert any(found in what for _, what in findings())


def test_receipt_names_the_method(
    order: Order, shliach: User, mendy: User, sign_in: Callable[[User], Client]
) -> None:
    deposited(order.community, mendy)  # type: ignore[arg-type]
    pay_from_balance(order=order, by=shliach)
    answer = sign_in(shliach).get(f"/orders/{order.public_id}/receipt.pdf")
    assert answer["Content-Type"] == "application/pdf"


def test_pay_from_balance_refuses_an_order_of_no_community(
    make_order: Callable[..., Order], shliach: User
) -> None:
    with pytest.raises(ValueError, match="no community"):
        pay_from_balance(order=make_order(), by=shliach)


@pytest.mark.parametrize("amount", [0, -1])
def test_record_withdrawal_refuses_an_amount_that_is_not_positive(
    community: Community, mendy: User, amount: int
) -> None:
    with pytest.raises(ValidationError, match="above zero"):
        record_withdrawal(
            community=community, currency="usd", amount=amount, note="returned", by=mendy
        )
