"""The audit finds what is false, and nothing when all holds."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command

from letters import audit as letters_audit
from letters.inscriptions import issue_certificates
from letters.models import Letter, Scroll
from letters.scrolls import open_scroll, prepare_scroll
from messaging.models import Message
from payments import audit as payments_audit
from payments.fulfilment import Paid, fulfil
from payments.models import Order, Payment


def sentences() -> set[int]:
    """The numbers of the sentences of the money side that are false."""
    return {number for number, _ in payments_audit.findings()}


@pytest.fixture
def fulfilled(order: Order) -> Order:
    """An order with its letters."""
    return fulfil(order_id=order.pk, paid=Paid("pi_1", "cs_1", order.total, "usd"))


def test_nothing_is_found_when_all_holds(fulfilled: Order) -> None:
    assert sentences() == set()


def test_a_whole_scroll_passes(series: object, transactional_db: None) -> None:
    from letters.models import Series

    open_scroll(scroll=prepare_scroll(series=Series.objects.get(), number=12))
    call_command("audit")


def test_a_short_scroll_is_found(scroll: Scroll) -> None:
    with pytest.raises(SystemExit):
        call_command("audit")


def test_a_letter_moved_in_the_lottery_is_found(scroll: Scroll) -> None:
    before = len(list(letters_audit.findings()))
    Letter.objects.filter(ordinal=1).update(draw_rank=9_999_999)
    misplaced = [what for _, what in letters_audit.findings() if "lottery" in what]
    assert misplaced
    assert len(list(letters_audit.findings())) >= before


def test_a_full_scroll_with_a_free_letter_is_found(scroll: Scroll) -> None:
    Scroll.objects.update(state=Scroll.State.FULL)
    assert 5 in {number for number, _ in letters_audit.findings()}


def test_a_paid_line_without_a_letter_is_found(fulfilled: Order) -> None:
    Letter.objects.assigned().update(inscription=None)
    assert 3 in sentences()


def test_an_unpaid_line_with_a_letter_is_found(order: Order) -> None:
    line = order.lines.all()[0]
    Letter.objects.filter(ordinal=1).update(inscription=line.inscription)
    assert 3 in sentences()


def test_a_fulfilled_order_without_its_money_is_found(fulfilled: Order) -> None:
    Payment.objects.update(problem="lost")
    assert 4 in sentences()


def test_a_payment_of_another_sum_is_found(fulfilled: Order) -> None:
    Payment.objects.update(amount=1)
    assert 4 in sentences()


def test_good_money_for_an_unfulfilled_order_is_found(order: Order) -> None:
    Payment.objects.create(order=order, method="stripe", reference="p", amount=300, currency="usd")
    assert 4 in sentences()


def test_an_order_that_waits_beside_a_free_letter_is_found(order: Order) -> None:
    Order.objects.update(state=Order.State.WAITING)
    assert 6 in sentences()


def test_a_mail_never_owed_is_found(fulfilled: Order) -> None:
    Message.objects.all().delete()
    assert 7 in sentences()


def test_a_missing_certificate_is_found(make_order: Callable[..., Order]) -> None:
    order = make_order()
    issue_certificates([], day=date(2026, 1, 1))
    Order.objects.filter(pk=order.pk).update(state="fulfilled", fulfilled_at="2026-01-01T00:00Z")
    assert 7 in sentences()
