"""The audit: each sentence is broken once in a register of 2,000 orders, and exactly that is found.

What the database itself would refuse is done with its constraint or its triggers taken away.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from letters import audit as letters_audit
from letters import torah
from letters.models import Letter, Scroll, Series
from letters.scrolls import open_scroll, prepare_scroll
from messaging import audit as messaging_audit
from payments import audit as payments_audit
from payments.models import Order
from tests.audit_breaks import BREAKS, WAITING, Break
from unity_torah.bench.register import fill_register

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


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ids]:
    """2,000 fulfilled orders in a small scroll; the ids of one of them, and of its second line."""
    with django_db_blocker.unblock():
        series = Series.objects.create(slug="unity", name="Unity", name_he="הכללי")
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
    """All that the audit says, but that the scroll of the tests is small."""
    audits = letters_audit, payments_audit, messaging_audit
    said = [f"{number}. {what}" for audit in audits for number, what in audit.findings()]
    assert (
        sum(bool(re.fullmatch(r"2\. scroll \d+ has [1-9]\d* letters", what)) for what in said) == 1
    )
    return [what for what in said if not re.fullmatch(r"2\. scroll \d+ has [1-9]\d* letters", what)]


def filled(text: str, ids: Ids) -> str:
    """With the ids; other braces stay."""
    return re.sub(r"{(\w+)}", lambda name: str(ids[name[1]]), text)


def test_nothing_is_found_in_a_register_where_all_holds(
    register: Ids, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        assert found() == []
        assert list(payments_audit.waiting_for_the_committee()) == []


@pytest.mark.parametrize("broken", [pytest.param(one, id=one.name) for one in BREAKS])
def test_exactly_what_is_broken_is_found(
    register: Ids, django_db_blocker: DjangoDbBlocker, broken: Break
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            for table in ("letters_letter", "payments_refund"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(filled(broken.done, register))
        said = found()
        transaction.set_rollback(True)
    assert said == [filled(what, register) for what in broken.found]


@pytest.mark.parametrize(("done", "waits"), WAITING)
def test_what_waits_for_the_committee_is_told_apart(
    register: Ids, django_db_blocker: DjangoDbBlocker, done: str, waits: str
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(filled(done, register))
        said = list(payments_audit.waiting_for_the_committee())
        transaction.set_rollback(True)
    assert said == [filled(waits, register)]


def test_a_text_that_is_not_the_known_one_is_found(
    scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(torah.SHA256, "alter_rebbe", "0")
    assert found() == ["2. the text of the edition alter_rebbe is not the known one"]


def test_a_short_scroll_is_found(scroll: Scroll, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("audit")
    assert ended.value.code == 1
    assert f"2. scroll {scroll.pk} has 500 letters\n" in capsys.readouterr().out


def test_a_hundred_findings_are_printed_and_the_rest_is_counted(
    scroll: Scroll, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_register(scroll=scroll, orders=50)
    Letter.objects.assigned().update(inscription=None)
    with pytest.raises(SystemExit):
        call_command("audit")
    printed = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("3. line") for line in printed) == 100
    assert "3. and 50 more" in printed


def test_a_whole_scroll_passes_whatever_waits_for_the_committee(
    series: Series, transactional_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = open_scroll(scroll=prepare_scroll(series=series, number=12))
    fill_register(scroll=whole, orders=1)
    order = Order.objects.get()
    order.payments.create(
        method="stripe", reference="pi_odd", amount=7, currency="usd", problem="paid a second time"
    )
    call_command("audit")
    assert f"Waits for the committee: payment {order.payments.get(problem__gt='').pk} (pi_odd)" in (
        capsys.readouterr().out
    )
