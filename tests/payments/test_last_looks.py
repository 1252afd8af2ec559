"""Purchasers are sent the names of a full scroll before its register is printed."""

from datetime import timedelta

import pytest

from core.calendar.local_day import today
from letters.models import Community, Scroll
from letters.register import last_look
from letters.register.last_look import LAST_LOOK, send_last_looks, set_print_day
from letters.scrolls.scrolls import WrongState
from messaging import mailings
from messaging.composers import MessageObsolete
from messaging.models import Mailing, Message
from messaging.suppressions import Reason, suppress
from payments.models import Order
from tests.payments.named_order import community, fill, mail_of, order
from tests.races import at_once, meet_after

__all__ = ["community", "order"]


def test_last_look_is_sent_fourteen_days_before_printing(order: Order, scroll: Scroll) -> None:
    fill(scroll)
    suppress(email="chana@example.org", reason=Reason.UNSUBSCRIBED)
    with pytest.raises(WrongState, match="first possible day"):
        set_print_day(scroll=scroll, day=today().civil + timedelta(days=14))
    set_print_day(scroll=scroll, day=today().civil + timedelta(days=15))
    assert send_last_looks() == 0
    Scroll.objects.filter(pk=scroll.pk).update(
        register_print_day=today().civil + timedelta(days=14)
    )
    assert send_last_looks() == 1
    assert send_last_looks() == 0
    text = str(mail_of(LAST_LOOK).body)
    assert "יוסף בן חנה לוי" in text
    assert f"/orders/{order.public_id}/" in text
    while mailings.send_for(10):
        continue
    # About what was bought: sent to who left the mailings too.
    assert Message.objects.get(kind=LAST_LOOK).state == Message.State.SENT
    later = today().civil + timedelta(days=14)
    assert set_print_day(scroll=scroll, day=later).register_print_day == later
    Scroll.objects.filter(pk=scroll.pk).update(state=Scroll.State.COMPLETED)
    with pytest.raises(MessageObsolete):
        mail_of(LAST_LOOK)


def test_last_look_of_a_community_leads_to_its_list_and_shows_the_first_names(
    order: Order, scroll: Scroll, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payments.mails.names._NAMES_SHOWN", 1)
    Order.objects.filter(pk=order.pk).update(community=community)
    fill(scroll)
    day = today().civil + timedelta(days=14)
    Scroll.objects.filter(pk=scroll.pk).update(register_print_day=day)
    send_last_looks()
    mail = mail_of(LAST_LOOK)
    for text in (str(mail.body), str(mail.alternatives[0][0])):
        assert f"/shluchim/{community.slug}/orders/{order.public_id}/" in text
        assert "The first 1 of 2 names" in text


def test_concurrent_last_looks_are_one_mailing(order: Order, scroll: Scroll) -> None:
    fill(scroll)
    day = today().civil + timedelta(days=14)
    Scroll.objects.filter(pk=scroll.pk).update(register_print_day=day)
    assert at_once(4, send_last_looks) == []
    assert Mailing.objects.filter(kind=last_look.LAST_LOOK).count() == 1


def test_negative_control_without_the_lock_last_looks_collide(
    order: Order, scroll: Scroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(scroll)
    day = today().civil + timedelta(days=14)
    Scroll.objects.filter(pk=scroll.pk).update(register_print_day=day)
    monkeypatch.setattr(last_look, "_lock", lambda scroll: None)
    monkeypatch.setattr(last_look, "last_look_of", meet_after(last_look.last_look_of))
    (error,) = at_once(2, send_last_looks)
    assert "mailing_once" in str(error)
