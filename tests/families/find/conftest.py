"""A register with orders, a browser that has proved its address, and the worker's part."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from families.find import answering
from letters.models import Scroll
from messaging.delivery import deliver_ordinary
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.consent import FAMILY, version_of
from payments.orders.place import Locality, Name, place_order
from tests.families.find.asking import prove

FACTS = {
    "given_name": "Meshulam Zusha",
    "relation": "ben",
    "mother_name": "Freida",
    "father_name": "",
    "family_name": "Gurevitch",
    "birth_year": "",
    "city": "",
    "email": "asker@example.org",
}


@pytest.fixture(autouse=True)
def no_quiet_hours(settings: Any) -> None:
    settings.OBSERVE_QUIET_HOURS = False


@pytest.fixture
def free_limits(settings: Any) -> None:
    settings.FIND_LIMITS = dict.fromkeys(settings.FIND_LIMITS, (1_000_000, 0))


@pytest.fixture
def buy(scroll: Scroll) -> Callable[..., Order]:
    """Buy letters for names of one family; returns the fulfilled order."""
    made = []

    def bought(*names: Name, email: str = "owner@example.org", city: str = "") -> Order:
        made.append(email)
        order = place_order(
            price=scroll.series.prices.get(currency="usd"),
            names=list(names),
            email=email,
            language="en",
            zone="Europe/London",
            cover_fee=False,
            gift=0,
            form_token=f"form {len(made)}",
            consent=version_of(FAMILY),
            locality=Locality(city=city),
        )
        paid = IncomingPayment(f"pi_{len(made)}", f"cs_{len(made)}", order.total, "usd")
        record_and_apply(order_id=order.pk, incoming=paid)
        deliver_ordinary()
        mail.outbox.clear()
        return order

    return bought


@pytest.fixture
def browser(client: Client, scroll: Scroll) -> Client:
    """A browser that has proved asker@example.org."""
    prove(client, "asker@example.org")
    return client


@pytest.fixture
def ask(browser: Client) -> Callable[..., list[Any]]:
    """Ask from the browser and let the worker answer; returns the mails that were sent."""

    def asked(**changes: str) -> list[Any]:
        mail.outbox.clear()
        response = browser.post("/find/", {**FACTS, **changes})
        assert response.status_code == 303, response.status_code
        for question in answering.waiting():
            answering.answer(question)
        deliver_ordinary()
        return list(mail.outbox)

    return asked
