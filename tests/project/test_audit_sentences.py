"""The audit: each sentence is violated once in a register of 2,000 orders, and only that is found.

What the database would refuse is done with its constraint or triggers removed.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from dev.factories.register import fill_register
from letters import audit as letters_audit
from letters.models import Series
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from messaging import audit as messaging_audit
from payments.audit import orders as payments_audit
from tests.project.audit_violations import (
    RECONCILIATION,
    UNREPORTED,
    VIOLATIONS,
    WAITING,
    Violation,
)

ORDERS, LETTERS = 2_000, 7_000

Ids = dict[str, Any]

IDS = """
SELECT scroll.series_id AS series, letter.scroll_id AS scroll, letter.ordinal, line.id AS line,
       line.order_id AS order, line.inscription_id AS inscription, payment.id AS payment,
       payment.reference, receipt.number, certificate.id AS certificate, message.id AS message,
       'evt_' || payment.id AS event,
       (SELECT max(number) FROM payments_receipt) AS receipts,
       (SELECT max(order_id) FROM payments_fundentry) AS giver,
       (SELECT max(ordinal) FROM letters_letter WHERE inscription_id IS NULL) AS free,
       (SELECT min(ordinal) FROM letters_letter WHERE inscription_id IS NULL) AS lowest
FROM payments_orderline AS line
JOIN payments_order AS orders ON orders.id = line.order_id
JOIN letters_letter AS letter ON letter.inscription_id = line.inscription_id
JOIN letters_scroll AS scroll ON scroll.id = letter.scroll_id
JOIN letters_certificate AS certificate ON certificate.inscription_id = line.inscription_id
JOIN payments_payment AS payment ON payment.order_id = line.order_id
JOIN payments_receipt AS receipt ON receipt.payment_id = payment.id
JOIN messaging_message AS message ON message.about = orders.public_id
WHERE line.position = 2 AND orders.gift_amount = 0 ORDER BY line.id OFFSET 900 LIMIT 1
"""
PLACES = """
SELECT letter.ordinal FROM payments_orderline AS line
JOIN letters_letter AS letter USING (inscription_id) WHERE order_id = %s ORDER BY position
"""


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ids]:
    """2,000 fulfilled orders in a small scroll; the ids of one of them, and of its second line."""
    with django_db_blocker.unblock():
        series = Series.objects.create(slug="unity", is_default=True, name="Unity")
        small = prepare_scroll(series=series, number=12, letters=LETTERS)
        fill_register(scroll=open_scroll(scroll=small), orders=ORDERS)
        with connection.cursor() as cursor:
            cursor.execute(IDS)
            names = [column.name for column in cursor.description or ()]
            ids = dict(zip(names, cursor.fetchone(), strict=True))
            cursor.execute(PLACES, [ids["order"]])
            for position, (ordinal,) in enumerate(cursor.fetchall(), 1):
                ids[f"ordinal{position}"] = ordinal
        ids["lower"] = min(ids["free"], ids["ordinal"])
        yield ids
        call_command("flush", interactive=False, verbosity=0)


def found() -> list[str]:
    """All findings of the audit but the one about the size of the small scroll."""
    audits = letters_audit, payments_audit, messaging_audit
    said = [f"{number}. {what}" for audit in audits for number, what in audit.findings()]
    small = [what for what in said if what.endswith(f" has {LETTERS} letters")]
    assert len(small) == 1
    return [what for what in said if what not in small]


@contextmanager
def violated(done: str, ids: Ids) -> Iterator[None]:
    """Do it without triggers and roll it back; foreign keys are only checked at a commit."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in ("letters_letter", "payments_refund"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(filled(done, ids))
        yield
        transaction.set_rollback(True)


def filled(text: str, ids: Ids) -> str:
    """Replace the names of ids; other braces stay."""
    return re.sub(r"{(\w+)}", lambda name: str(ids[name[1]]), text)


def test_audit_finds_nothing_in_a_correct_register(register: Ids) -> None:
    assert found() == []
    assert list(payments_audit.pending_reviews()) == []


@pytest.mark.parametrize("violation", [pytest.param(one, id=one.name) for one in VIOLATIONS])
def test_audit_finds_exactly_the_violation(register: Ids, violation: Violation) -> None:
    with violated(violation.done, register):
        said = found()
    assert said == [filled(what, register) for what in violation.found]


def test_audit_accepts_a_payment_that_a_reconciliation_saw(register: Ids) -> None:
    with violated(UNREPORTED + RECONCILIATION.format(since=3, started=0, ended="now()"), register):
        assert found() == []


@pytest.mark.parametrize(("done", "waits"), WAITING)
def test_audit_lists_pending_reviews(register: Ids, done: str, waits: str) -> None:
    with violated(done, register):
        said = list(payments_audit.pending_reviews())
    assert said == [filled(waits, register)]
