"""A second letter for what may be the same person: the mail says so, and its page changes it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from letters.models import Certificate, Letter, Scroll, Series
from letters.scrolls.draw_verification import verify_draw
from messaging.composers import compose
from messaging.models import Message
from payments import mail_kinds
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order
from payments.orders.place import Name
from payments.orders.second_letters import (
    NotChangeable,
    line_by_token,
    second_letters,
    take_from_next_scroll,
    token_of,
)
from tests.races import at_once

YOSEF = Name("adult", "יוסף", "ben", "חנה", "", "לוי", False, "", "self")
OTHER = {
    "kind": "adult",
    "given_name": "דוד",
    "relation": "ben",
    "mother_name": "לאה",
    "family_name": "כץ",
    "declared": "authorised",
    "name": "1",
}


@pytest.fixture
def buy(make_order: Callable[..., Order]) -> Callable[..., Order]:
    def bought(*names: Name, number: int = 1, **changes: Any) -> Order:
        order = make_order(list(names), form_token=f"form {number}", **changes)
        incoming = IncomingPayment(f"pi_{number}", "", order.total, order.currency, Method.CASH)
        record_and_apply(order_id=order.pk, incoming=incoming)
        order.refresh_from_db()
        return order

    return bought


@pytest.fixture
def again(buy: Callable[..., Order]) -> Order:
    """The second order of an address, with a name that it had bought a letter for."""
    buy(YOSEF)
    spelled = Name("adult", "Yosef", "ben", "Chana", "", "", False, "", "parent")
    new = Name("adult", "דוד", "ben", "חנה", "", "לוי", False, "", "parent")
    return buy(new, spelled, number=2)


def mail_of(kind: str, about: str) -> EmailMultiAlternatives:
    mail = compose(Message.objects.get(kind=kind, about=about))
    assert isinstance(mail, EmailMultiAlternatives)
    return mail


def url(order: Order) -> str:
    (line,) = second_letters(order)
    return f"/letters/second/{token_of(line)}/"


def test_mail_tells_the_purchaser_of_a_second_letter(again: Order) -> None:
    (line,) = second_letters(again)
    assert line.position == 2
    mail = mail_of(mail_kinds.ORDER_FULFILLED, again.public_id)
    for text in (str(mail.body), str(mail.alternatives[0][0])):
        assert "may be the same person" in text
        assert text.count("/letters/second/") == 1


def test_mail_says_nothing_of_letters_that_others_bought(buy: Callable[..., Order]) -> None:
    buy(YOSEF)
    order = buy(YOSEF, number=2, email="stranger@example.org")
    assert second_letters(order) == []
    mail = mail_of(mail_kinds.ORDER_FULFILLED, order.public_id)
    assert "may be the same person" not in str(mail.body)


def test_page_gives_the_letter_to_another_name(again: Order, client: Client) -> None:
    page = url(again)
    assert "Yosef" in client.get(page).content.decode()
    letter = again.lines.get(position=2).inscription.letter.ordinal
    response = client.post(page, OTHER)
    assert response["Location"] == f"/orders/{again.public_id}/"
    line = again.lines.get(position=2)
    assert line.inscription.person.line == "דוד בן לאה כץ"
    assert line.inscription.letter.ordinal == letter
    assert Message.objects.filter(kind="name_corrected").count() == 1
    assert client.get(page).status_code == 410


def test_page_refuses_an_incomplete_name(again: Order, client: Client) -> None:
    page = url(again)
    assert client.post(page, {**OTHER, "mother_name": ""}).status_code == 422
    assert client.post(page, {}).status_code == 422
    assert again.lines.get(position=2).inscription.person.given_name == "Yosef"


def test_page_moves_the_letter_to_the_next_scroll(
    again: Order, client: Client, make_scroll: Callable[..., Scroll]
) -> None:
    following = make_scroll(13, letters=20, opened=False)
    line = again.lines.get(position=2)
    before, old = line.inscription.letter, Certificate.objects.get(inscription=line.inscription_id)
    assert client.post(url(again), {"next": "1"}).status_code == 303
    moved = Letter.objects.get(inscription=line.inscription_id)
    assert (moved.scroll, moved.draw_rank) == (following, 1)
    freed = Letter.objects.get(scroll=before.scroll, ordinal=before.ordinal)
    assert freed.inscription is None
    assert list(verify_draw(before.scroll)) == []
    new = Certificate.objects.get(inscription=line.inscription_id)
    assert new.voided_at is None
    assert client.get(f"/certificates/{old.token}.pdf").status_code == 404
    assert client.get(f"/certificates/{new.token}.pdf").status_code == 200
    mail = mail_of(mail_kinds.LETTER_MOVED, str(line.pk))
    assert "13th scroll" in str(mail.body)
    assert len(mail.attachments) == 1
    again.refresh_from_db()
    assert again.state == "fulfilled"


def test_move_sent_twice_at_once_moves_once(
    again: Order, make_scroll: Callable[..., Scroll]
) -> None:
    make_scroll(13, letters=20, opened=False)
    token = token_of(second_letters(again)[0])
    errors = at_once(2, lambda: take_from_next_scroll(token))
    assert [type(error) for error in errors] == [NotChangeable]
    assert Message.objects.filter(kind=mail_kinds.LETTER_MOVED).count() == 1
    assert Letter.objects.filter(scroll__number=13).assigned().count() == 1


def test_page_waits_while_the_next_scroll_is_prepared(
    again: Order, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payments.orders.second_letters.prepare_next_scroll", lambda series: None)
    response = client.post(url(again), {"next": "1"})
    assert response.status_code == 409
    assert "being prepared" in response.content.decode()
    assert again.lines.get(position=2).inscription.letter.scroll.number == 12


def test_page_ends_after_seven_days(again: Order, client: Client) -> None:
    page = url(again)
    Order.objects.update(fulfilled_at=timezone.now() - timedelta(days=7))
    assert client.get(page).status_code == 410
    assert client.post(page, OTHER).status_code == 410


def test_page_ends_with_the_scroll(again: Order, client: Client) -> None:
    page = url(again)
    Scroll.objects.update(state="full")
    assert client.post(page, {"next": "1"}).status_code == 410


@pytest.mark.parametrize("token", ["x", "1:x", ":", "9" * 50])
def test_page_of_a_forged_token(again: Order, client: Client, token: str) -> None:
    assert client.get(f"/letters/second/{token}/").status_code == 410


def test_a_token_is_only_for_lines_with_a_second_letter(again: Order) -> None:
    with pytest.raises(NotChangeable):
        line_by_token(token_of(again.lines.get(position=1)))


def test_letter_that_is_not_drawn_yet_can_not_be_changed(
    make_order: Callable[..., Order], client: Client
) -> None:
    token = token_of(make_order([YOSEF]).lines.get())
    with pytest.raises(NotChangeable):
        line_by_token(token)
    assert client.get(f"/letters/second/{token}/").status_code == 410


def test_page_refuses_the_name_that_has_the_letter(again: Order, client: Client) -> None:
    same = {"given_name": "Yosef", "mother_name": "Chana", "family_name": "", "declared": "parent"}
    response = client.post(url(again), {**OTHER, **same})
    assert response.status_code == 422
    assert "The letter already belongs to this name." in response.content.decode()


def test_page_refuses_a_name_outside_the_audience(again: Order, client: Client) -> None:
    Series.objects.update(audience="children", extras_accepted=False)
    grown = {"kind": "child", "birth_date": "1990-01-01"}
    response = client.post(url(again), {**OTHER, **grown})
    assert response.status_code == 422
    assert "A boy may be in this scroll until he is 13" in response.content.decode()
