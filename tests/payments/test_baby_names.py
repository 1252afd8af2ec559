"""A baby is named after its letter was drawn, by the link of one mail."""

import pytest
from django.test import Client
from django.utils import timezone

from messaging.composers import MessageObsolete
from messaging.models import Message
from payments import mail_kinds
from payments.models import Order, OrderLine
from payments.orders import baby_names
from payments.orders.baby_names import WAIT, ask_for_baby_names
from tests.payments.named_order import DAVID, mail_of, order, person_of, url
from tests.races import at_once, meet_after

__all__ = ["order"]


def test_baby_is_named_by_the_link_of_one_mail(order: Order, client: Client) -> None:
    assert ask_for_baby_names() == 0  # too early
    Order.objects.filter(pk=order.pk).update(fulfilled_at=timezone.now() - WAIT)
    assert ask_for_baby_names() == 1
    assert ask_for_baby_names() == 0
    body = str(mail_of(mail_kinds.BABY_NAME).body)
    assert url(order, 2) in body
    page = client.get(url(order, 2)).content.decode()
    assert "Mazal tov" in page
    typed = {**DAVID, "kind": "child", "given_name": "רבקה", "relation": "bas"}
    assert client.post(url(order, 2), typed).status_code == 303
    assert person_of(order, 2).line == "רבקה בת חנה לוי"
    with pytest.raises(MessageObsolete):
        mail_of(mail_kinds.BABY_NAME)


def test_two_workers_ask_for_a_baby_once(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(fulfilled_at=timezone.now() - WAIT)
    assert at_once(4, ask_for_baby_names) == []
    assert Message.objects.filter(kind=mail_kinds.BABY_NAME).count() == 1


def test_negative_control_without_the_lock_two_workers_ask(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    Order.objects.filter(pk=order.pk).update(fulfilled_at=timezone.now() - WAIT)
    unlocked = meet_after(lambda pk: OrderLine.objects.get(pk=pk))
    monkeypatch.setattr(baby_names, "_locked", unlocked)
    (error,) = at_once(2, ask_for_baby_names)
    assert "message_once" in str(error)
