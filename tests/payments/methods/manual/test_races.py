"""Two people who record or approve the same money at the same time."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from letters.models import Letter
from payments.methods import manual
from payments.methods.manual import AlreadyRecorded, NotPending, approve
from payments.models import ManualPayment, Order, Payment
from tests.payments.methods.manual.receipts import receipt
from tests.races import each, meet_after


def without_the_lock(monkeypatch: pytest.MonkeyPatch, check: str) -> None:
    """Without the order's lock, both pass the check before either writes."""
    monkeypatch.setattr(manual, "lock_order", lambda pk: Order.objects.get(pk=pk))
    monkeypatch.setattr(manual, check, meet_after(getattr(manual, check)))


def test_record_concurrently_records_one(order: Order, rivka: User, levi: User) -> None:
    errors = each(lambda: receipt(order, rivka), lambda: receipt(order, levi))
    assert [type(error) for error in errors] == [AlreadyRecorded]
    assert Letter.objects.assigned().count() == 3


def test_negative_control_record_without_the_lock(
    order: Order, rivka: User, levi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find no other, and only the unique key refuses the second."""
    without_the_lock(monkeypatch, "_check_payable")
    errors = each(lambda: receipt(order, rivka), lambda: receipt(order, levi, reference="another"))
    assert [type(error) for error in errors] == [IntegrityError]
    assert "one_manual_payment" in str(errors[0])


def record_one_transfer_for_two(
    make_order: Callable[..., Order], rivka: User, levi: User
) -> list[Exception]:
    """Two people record one transfer at the same time, for two orders; returns the errors."""
    one, other = make_order(form_token="one"), make_order(form_token="two")
    return each(
        lambda: receipt(one, rivka, reference="FT 7a"),
        lambda: receipt(other, levi, reference="ft 7A"),
    )


def test_record_one_reference_concurrently_asks_the_second(
    make_order: Callable[..., Order], rivka: User, levi: User
) -> None:
    (error,) = record_one_transfer_for_two(make_order, rivka, levi)
    assert isinstance(error, ValidationError)
    assert list(error.message_dict) == ["same_transfer"]
    assert ManualPayment.objects.count() == 1


def test_negative_control_record_one_reference_without_the_lock(
    make_order: Callable[..., Order], rivka: User, levi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find no other money under the reference, and nobody is asked."""
    monkeypatch.setattr(manual, "_lock_reference", lambda reference: None)
    monkeypatch.setattr(manual, "_check_reference", meet_after(manual._check_reference))
    assert record_one_transfer_for_two(make_order, rivka, levi) == []
    assert ManualPayment.objects.count() == 2


@pytest.mark.usefixtures("_two_needed")
def test_approve_concurrently_accepts_once(order: Order, rivka: User, levi: User) -> None:
    row = receipt(order, rivka)
    dina = User.objects.create_user("dina", is_staff=True)
    errors = each(lambda: approve(payment=row, by=levi), lambda: approve(payment=row, by=dina))
    assert [type(error) for error in errors] == [NotPending]
    assert Letter.objects.assigned().count() == 3
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("_two_needed")
def test_negative_control_approve_without_the_lock(
    order: Order, rivka: User, levi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both approve it, and the name of one replaces the other's."""
    row = receipt(order, rivka)
    dina = User.objects.create_user("dina", is_staff=True)
    without_the_lock(monkeypatch, "_lock_pending")
    assert each(lambda: approve(payment=row, by=levi), lambda: approve(payment=row, by=dina)) == []
