"""The balances in the admin."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from communities.models import NameList
from payments.methods.balance import balances
from payments.models import ManualPayment
from tests.communities.paying.balance.money import deposited
from tests.signing_in import sign_in


@pytest.fixture
def committee(mendy: User) -> Client:
    """A client of the admin, signed in as a committee member."""
    return sign_in(Client(), mendy)


ENTERED = {
    "amount": "20.00",
    "currency": "usd",
    "method": "transfer",
    "reference": "T-1",
    "received_on": timezone.now().date().isoformat(),
}


def test_balance_admin_records_a_deposit(committee: Client, name_list: NameList) -> None:
    form = {**ENTERED, "community": name_list.community.pk}
    answer = committee.post("/admin/payments/manualpayment/record/", form, follow=True)
    assert "awaits approval" in answer.content.decode()
    row = ManualPayment.objects.get()
    assert (row.amount, row.awaits_approval) == (2000, True)


def test_balance_admin_approves_a_deposit(
    committee: Client, name_list: NameList, rivky: User
) -> None:
    row = deposited(name_list.community, rivky, 2000)
    there = f"/admin/payments/manualpayment/{row.pk}/approve/"
    assert "I saw this money" in committee.get(there).content.decode()
    committee.post(there)
    assert balances(name_list.community) == {"usd": 2000}


def test_balance_admin_refuses_approval_by_the_first_person(
    committee: Client, name_list: NameList, mendy: User
) -> None:
    row = deposited(name_list.community, mendy, 2000)
    there = f"/admin/payments/manualpayment/{row.pk}/approve/"
    assert "another member" in committee.post(there, follow=True).content.decode()
    assert balances(name_list.community) == {}


def test_balance_admin_rejects_a_deposit(
    committee: Client, name_list: NameList, mendy: User
) -> None:
    row = deposited(name_list.community, mendy, 2000)
    committee.post(f"/admin/payments/manualpayment/{row.pk}/reject/")
    row.refresh_from_db()
    assert row.rejected_at


def test_balance_admin_shows_errors(committee: Client, name_list: NameList, mendy: User) -> None:
    deposited(name_list.community, mendy, reference="T-1")
    form = {**ENTERED, "community": name_list.community.pk}
    answer = committee.post("/admin/payments/manualpayment/record/", form)
    assert "under this reference" in answer.content.decode()
    answer = committee.post("/admin/payments/manualpayment/record/", {**form, "amount": "much"})
    assert "Please write an amount" in answer.content.decode()
    assert ManualPayment.objects.count() == 1


def test_balance_admin_takes_money_out(committee: Client, name_list: NameList, mendy: User) -> None:
    deposited(name_list.community, mendy, 1000)
    form = {
        "community": name_list.community.pk,
        "amount": "4",
        "currency": "usd",
        "note": "sent back",
    }
    committee.post("/admin/payments/balanceentry/withdraw/", form)
    assert balances(name_list.community) == {"usd": 600}
    answer = committee.post("/admin/payments/balanceentry/withdraw/", {**form, "amount": "7"})
    assert "balance is less than that" in answer.content.decode()
    assert "sent back" in committee.get("/admin/payments/balanceentry/").content.decode()
