"""Deposits of a community: recorded, approved and rejected."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from communities.models import NameList
from letters.models import Price
from payments.methods import manual
from payments.methods.balance import balances
from payments.methods.manual import (
    NotPending,
    SecondPersonRequired,
    approve,
    reject,
    single_approval_limit,
)
from payments.models import ManualPayment, Method
from tests.communities.paying.balance.money import deposited
from tests.races import at_once, each, meet_after


def test_deposit_within_the_limit_needs_one_person(name_list: NameList, mendy: User) -> None:
    assert deposited(name_list.community, mendy, 1000).accepted_at
    assert balances(name_list.community) == {"usd": 1000}


def test_deposit_above_the_limit_waits_for_a_second_person(
    name_list: NameList, mendy: User, rivky: User
) -> None:
    row = deposited(name_list.community, mendy, 1001)
    assert balances(name_list.community) == {}
    approve(payment=row, by=rivky)
    assert balances(name_list.community) == {"usd": 1001}


def test_approve_requires_a_second_person(name_list: NameList, mendy: User) -> None:
    with pytest.raises(SecondPersonRequired):
        approve(payment=deposited(name_list.community, mendy, 1001), by=mendy)


def test_approve_twice_counts_once(name_list: NameList, mendy: User, rivky: User) -> None:
    row = deposited(name_list.community, mendy, 1001)
    errors = at_once(8, lambda: approve(payment=row, by=rivky))
    assert [type(error) for error in errors] == [NotPending] * 7
    assert balances(name_list.community) == {"usd": 1001}


def test_negative_control_approve_twice_without_the_lock(
    name_list: NameList, mendy: User, rivky: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find it pending, and only the unique key of the ledger refuses the second."""
    row = deposited(name_list.community, mendy, 1001)
    monkeypatch.setattr(manual, "lock_balance", lambda community: None)
    monkeypatch.setattr(manual, "_lock_pending", meet_after(manual._lock_pending))
    errors = at_once(2, lambda: approve(payment=row, by=rivky))
    assert [type(error) for error in errors] == [IntegrityError]
    assert "manual_payment_id" in str(errors[0])


LOCKS = ("lock_balance", "_lock_reference")


@pytest.mark.parametrize("removed", [None, *LOCKS])
def test_record_the_same_transfer_at_once_records_one(
    name_list: NameList,
    mendy: User,
    rivky: User,
    monkeypatch: pytest.MonkeyPatch,
    removed: str | None,
) -> None:
    """The lock of the balance suffices, and so does that of the reference."""
    if removed:
        monkeypatch.setattr(manual, removed, lambda locked: None)
    record_once = partial(deposited, name_list.community, reference="T-1")
    errors = each(lambda: record_once(mendy), lambda: record_once(rivky))
    assert [list(error.message_dict) for error in errors] == [["same_transfer"]]  # type: ignore[attr-defined]
    assert ManualPayment.objects.count() == 1


def test_negative_control_record_the_same_transfer_without_both_locks(
    name_list: NameList, mendy: User, rivky: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither sees the other's, and the same money is recorded twice."""
    for lock in LOCKS:
        monkeypatch.setattr(manual, lock, lambda locked: None)
    monkeypatch.setattr(manual, "_check_reference", meet_after(manual._check_reference))
    record_once = partial(deposited, name_list.community, reference="T-1")
    assert each(lambda: record_once(mendy), lambda: record_once(rivky)) == []
    assert ManualPayment.objects.count() == 2


def test_reject_leaves_the_balance_unchanged(name_list: NameList, mendy: User, rivky: User) -> None:
    row = reject(payment=deposited(name_list.community, mendy, 1001), by=rivky)
    with pytest.raises(NotPending):
        approve(payment=row, by=rivky)
    assert balances(name_list.community) == {}


def test_approval_limit_is_the_lowest_of_the_series(name_list: NameList) -> None:
    Price.objects.filter(currency="usd").update(single_approval_limit=7)
    assert single_approval_limit(name_list.community, "usd") == 7
    assert single_approval_limit(name_list.community, "eur") == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 0},
        {"reference": " "},
        {"method": Method.STRIPE},
        {"received_on": timezone.now().date() + timedelta(days=3)},
        {"received_on": timezone.now().date() - timedelta(days=365)},
    ],
)
def test_deposit_refuses_invalid_input(
    name_list: NameList, mendy: User, changes: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        deposited(name_list.community, mendy, **changes)
    assert not ManualPayment.objects.exists()


def test_deposit_warns_of_a_known_reference(name_list: NameList, mendy: User) -> None:
    deposited(name_list.community, mendy, reference="T-1")
    with pytest.raises(ValidationError, match="under this reference"):
        deposited(name_list.community, mendy, reference="t-1")
    deposited(name_list.community, mendy, reference="t-1", same_transfer=True)
    assert balances(name_list.community) == {"usd": 2000}
