"""A fulfilled order of two names, which its tests correct, and what they look at."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMultiAlternatives

from letters.models import Community, Person, Scroll
from messaging.composers import compose
from messaging.models import Message
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order, OrderLine
from payments.orders.place import Name

YOSEF = Name("adult", "יוסף", "ben", "חנה", "", "לוי", False, "", "self")
BABY = Name("baby", "", "bas", "חנה", "", "לוי", False, "", "parent")
DAVID = {
    "kind": "adult",
    "given_name": "דוד",
    "relation": "ben",
    "mother_name": "חנה",
    "family_name": "לוי",
}


@pytest.fixture
def order(make_order: Callable[..., Order]) -> Order:
    """A fulfilled order of Yosef and of a baby."""
    order = make_order([YOSEF, BABY])
    incoming = IncomingPayment("pi_1", "", order.total, order.currency, Method.CASH)
    record_and_apply(order_id=order.pk, incoming=incoming)
    order.refresh_from_db()
    Message.objects.all().delete()
    return order


@pytest.fixture
def community(db: None) -> Community:
    return Community.objects.create(name="Beis Chabad", slug="montreal", country="CA")


def url(order: Order, position: int = 1) -> str:
    return f"/orders/{order.public_id}/names/{position}/"


def line_of(order: Order, position: int = 1) -> OrderLine:
    return order.lines.get(position=position)


def person_of(order: Order, position: int = 1) -> Person:
    return Person.objects.get(inscriptions__line=line_of(order, position))


def fill(scroll: Scroll) -> None:
    Scroll.objects.filter(pk=scroll.pk).update(state=Scroll.State.FULL)


def mail_of(kind: str) -> EmailMultiAlternatives:
    mail = compose(Message.objects.get(kind=kind))
    assert isinstance(mail, EmailMultiAlternatives)
    return mail
