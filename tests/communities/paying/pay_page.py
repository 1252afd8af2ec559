"""The page on which a list is paid for."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from communities.models import NameList
from letters.models import Community
from payments.methods.manual import approve, record
from payments.models import Method


def address(name_list: NameList, more: str = "pay/") -> str:
    """The URL of the list's payment page, or of one below it."""
    return f"/shluchim/{name_list.community.slug}/lists/{name_list.pk}/{more}"


def send(page: Client, name_list: NameList, method: str, **changes: Any) -> Any:
    """Submit the form with a method of payment."""
    form = {
        "currency": "usd",
        "agreed": "on",
        "shown": name_list.rows.ready().count(),
        "token": "one",
        "method": method,
        **changes,
    }
    return page.post(address(name_list), form)


def add_balance(community: Community, by: User, amount: int = 1000) -> None:
    """Deposit to the community's balance."""
    row = record(
        target=community,
        by=by,
        method=Method.TRANSFER,
        reference=f"T-{timezone.now()}",
        received_on=timezone.now().date(),
        amount=amount,
        currency="usd",
    )
    if row.awaits_approval:
        approve(payment=row, by=User.objects.create_superuser("second"))


def audited(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The audit's findings, apart from the short scroll of the tests."""
    with pytest.raises(SystemExit):
        call_command("audit")
    said = capsys.readouterr().out.splitlines()
    return [line for line in said if "500 letters" not in line]
