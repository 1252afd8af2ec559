"""The sources of grants, and the audit of the fund."""

from collections.abc import Callable
from functools import partial

import pgtrigger
import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from payments.audit.fund import findings, sources
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.ledger import return_grant
from payments.methods.fund import fund_balance, set_quota
from payments.models import FundEntry, FundQuota, Method, Order, Refund
from payments.refunds.decide import refund_order
from payments.refunds.transitions import succeed
from tests.conftest import NAMES
from tests.payments.methods.fund_entries import fill, granted, signed_in

Kind = FundEntry.Kind


def order_with_gift(make_order: Callable[..., Order], amount: int, form_token: str) -> FundEntry:
    """An order with a gift, paid by card."""
    order = make_order(NAMES[:1], gift=amount, form_token=form_token)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment(f"pi_{form_token}", "cs", order.total, "usd")
    )
    return FundEntry.objects.get(order=order, kind=Kind.GIFT)


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
        succeed(refund_order(order=gift.order, reason=Refund.Reason.REQUESTED, by=committee))
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
    more = partial(
        FundEntry.objects.create,
        kind=Kind.GIFT_RETURNED,
        currency="usd",
        amount=-501,
        order=gift.order,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        more()
    with pgtrigger.ignore("payments.FundEntry:gift_within_order"):
        more()
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
