"""The harness of upgrades: data, the install path over it, and the audit.

Nothing is released yet, so that the data is made by the same code. From the first release on, a
dump made by each release takes its place (see "Upgrades" in docs/operations.md).
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pgtrigger import ignore

from communities import audit as communities_audit
from letters.models import Letter, Scroll
from messaging import audit as messaging_audit
from payments.audit.orders import findings
from payments.methods.fund import grant, record_entry
from payments.methods.manual import choose_offline, record
from payments.models import FundEntry, Method, Order, Payment, Refund
from payments.refunds.decide import refund_order

pytestmark = pytest.mark.long


@pytest.fixture
def money_moved(transactional_db: None, make_order: Callable[..., Order]) -> User:
    """Orders paid by transfer and by the fund, a gift, and a letter paid back."""
    treasurer = User.objects.create_superuser("treasurer", "treasurer@example.org")
    paid = make_order(form_token="paid", gift=500)
    record(
        target=choose_offline(order=paid, method=Method.TRANSFER),
        by=treasurer,
        method=Method.TRANSFER,
        reference="FT 1",
        received_on=timezone.now().date(),
        amount=paid.total,
        currency=paid.currency,
    )
    refund_order(order=paid, reason=Refund.Reason.REQUESTED, by=treasurer, lines=[2])
    record_entry(currency="usd", amount=10_000, note="a donor", by=treasurer)
    grant(order=make_order(form_token="granted"), by=treasurer)
    return treasurer


def said() -> set[str]:
    """What the audit finds of money, mail and communities; a scroll of tests is always short."""
    every = [findings(), messaging_audit.findings(), communities_audit.findings()]
    return {what for found in every for _, what in found}


def rows() -> dict[str, int]:
    """How many rows each table of ours has."""
    ours = ("accounts_", "communities_", "letters_", "messaging_", "payments_", "auth_")
    with connection.cursor() as cursor:
        counted = {}
        for table in connection.introspection.table_names(cursor):
            if table.startswith(ours):
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
                counted[table] = cursor.fetchone()[0]
    return counted


def test_install_over_existing_data_keeps_it_and_the_audit_passes(
    money_moved: User, scroll: Scroll
) -> None:
    call_command("migrate", verbosity=0)  # roles are made after every migration
    before, letters = rows(), list(Letter.objects.assigned().values_list("pk", "inscription"))
    assert said() == set()
    call_command("migrate", verbosity=0)
    assert rows() == before
    assert list(Letter.objects.assigned().values_list("pk", "inscription")) == letters
    assert said() == set()
    assert Group.objects.get(name="treasurer").permissions.exists()


# What a book that is introduced later would be without a data migration.
BOOKS: list[Any] = [FundEntry, Refund, Payment]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book._meta.label)
def test_negative_control_audit_finds_a_book_without_what_happened_before(
    money_moved: User, book: Any
) -> None:
    with ignore(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {book._meta.db_table} CASCADE")
    assert said() != set()
