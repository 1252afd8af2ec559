"""What is forgotten by itself: names never paid for, and the staff's looks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from families.looks import record_search
from families.models import Look
from families.privacy import retention
from families.privacy.retention import forget_mail_addresses, forget_unpaid_orders
from families.privacy.terms import LOOKS, MAILS, UNPAID
from families.tasks import forget_old_data
from letters.models import Person
from messaging.models import Message
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.families.privacy.whole_database import where_found

MakeOrder = Callable[..., Order]


def aged(order: Order, days: float) -> Order:
    Order.objects.filter(pk=order.pk).update(created_at=timezone.now() - timedelta(days=days))
    order.refresh_from_db()
    return order


def pay(order: Order) -> None:
    record_and_apply(
        order_id=order.pk,
        incoming=IncomingPayment(f"pi_{order.pk}", "cs_1", order.total, order.currency),
    )


def test_names_never_paid_for_are_forgotten_with_the_address(make_order: MakeOrder) -> None:
    order = aged(make_order(), UNPAID.days + 0.1)
    forget_old_data()
    order.refresh_from_db()
    assert order.state == Order.State.CANCELED
    assert where_found("Mushka", "chana@example.org") == []
    assert forget_unpaid_orders() == 0


def test_newer_ones_stay(make_order: MakeOrder) -> None:
    aged(make_order(), UNPAID.days - 0.1)
    assert forget_unpaid_orders() == 0
    assert Person.objects.filter(erased_at=None).count() == 3


def test_what_is_paid_stays_also_of_the_same_purchaser(make_order: MakeOrder) -> None:
    paid = aged(make_order(form_token="paid"), 400)
    pay(paid)
    unpaid = aged(make_order(form_token="unpaid"), 400)
    assert forget_unpaid_orders() == 1
    unpaid.refresh_from_db()
    assert unpaid.email.endswith("erased.invalid")
    assert Person.objects.filter(erased_at=None).count() == 3
    paid.refresh_from_db()
    assert paid.email == paid.purchaser.email == "chana@example.org"
    assert forget_unpaid_orders() == 0


@pytest.mark.parametrize("state", ["processing", "waiting", "review", "refunded"])
def test_no_other_state_is_forgotten(make_order: MakeOrder, state: str) -> None:
    Order.objects.filter(pk=aged(make_order(), 400).pk).update(state=state)
    assert forget_unpaid_orders() == 0


def _paid_meanwhile(order: Order, monkeypatch: pytest.MonkeyPatch) -> int:
    """The people left, if money arrives after the order was chosen."""
    choose = retention._subject

    def chosen(found: Order) -> object:
        subject = choose(found)
        pay(order)
        return subject

    monkeypatch.setattr(retention, "_subject", chosen)
    forget_unpaid_orders()
    return Person.objects.filter(erased_at=None).count()


def test_money_that_comes_meanwhile_keeps_the_names(
    make_order: MakeOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _paid_meanwhile(aged(make_order(), 400), monkeypatch) == 3


def test_negative_control_without_the_second_look_they_are_lost(
    make_order: MakeOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_check_never_paid", lambda order: None)
    assert _paid_meanwhile(aged(make_order(), 400), monkeypatch) == 0


def test_looks_are_forgotten_after_their_term(db: None) -> None:
    by = User.objects.create_user("one", is_staff=True)
    for days in (LOOKS.days - 1, LOOKS.days + 1):
        record_search(by=by, page="p", asked=[], found=1)
        look = Look.objects.latest("pk")
        Look.objects.filter(pk=look.pk).delete()
        look.at = timezone.now() - timedelta(days=days)
        look.save(force_insert=True)
    forget_old_data()
    assert Look.objects.count() == 1


def test_page_states_the_terms(db: None) -> None:
    page = Client().get("/privacy/").content.decode()
    assert f"{UNPAID.days} days" in page
    assert f"{LOOKS.days} days" in page
    assert f"{MAILS.days} days" in page


@pytest.mark.parametrize("at_once", [1, 20_000])
def test_addresses_of_mails_are_forgotten_after_their_term(
    db: None, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Of the same mail to two addresses, too; that each was sent stays."""
    monkeypatch.setattr(retention, "MAILS_AT_ONCE", at_once)
    for address, state, age in (
        ("old@example.org", "sent", MAILS.days + 1),
        ("second@example.org", "sent", MAILS.days + 1),
        ("failed@example.org", "failed", MAILS.days + 1),
        ("new@example.org", "sent", MAILS.days - 1),
        ("waits@example.org", "queued", MAILS.days + 1),
    ):
        created = timezone.now() - timedelta(days=age)
        sent_at = created if state == "sent" else None
        Message.objects.create(
            kind="k",
            about="1",
            recipient=address,
            state=state,
            created_at=created,
            sent_at=sent_at,
        )
    forget_old_data()
    left = Message.objects.exclude(recipient__endswith="erased.invalid")
    assert {each.recipient for each in left} == {"new@example.org", "waits@example.org"}
    assert Message.objects.filter(state="sent").count() == 3
    assert where_found("old@example.org", "second@example.org", "failed@example.org") == []
    assert forget_mail_addresses() == 0
