"""Mails about money: each says what happened and what to do, in both languages, from rows."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from pypdf import PdfReader

from letters.holders.inscriptions import release
from letters.models import Letter, Scroll
from messaging import composers, delivery
from messaging.models import Message
from payments import mail_kinds
from payments.models import Checkout, Method, Order, Payment, Receipt, Refund
from payments.refunds.transitions import owe_mail
from tests.payments.test_receipts import pay, words

MELBOURNE = "Australia/Melbourne"


def sent(kind: str, about: object, language: str = "en") -> EmailMultiAlternatives:
    """The mail of this kind as it leaves the outbox."""
    message = Message.objects.create(
        kind=kind, about=str(about), recipient="chana@example.org", language=language
    )
    delivery.send(message.pk)
    message.refresh_from_db()
    assert message.error == ""
    last = mail.outbox[-1]
    assert isinstance(last, EmailMultiAlternatives)
    return last


def html(letter: EmailMultiAlternatives) -> str:
    """Its other form."""
    return str(letter.alternatives[0][0])


def fulfilled(order: Order) -> EmailMultiAlternatives:
    """The mail of an order that was fulfilled."""
    Message.objects.all().delete()
    return sent(mail_kinds.ORDER_FULFILLED, order.public_id)


def owe(payment: Payment, **changes: Any) -> Refund:
    """A refund of the payment, on its way."""
    fields = {"amount": payment.amount, "reason": "requested", "state": "pending", **changes}
    return Refund.objects.create(payment=payment, currency=payment.currency, **fields)


def about_of(kind: str, order: Order) -> object:
    """What each kind is about, for an order that was paid."""
    payment = Payment.objects.filter(order=order).first()
    if kind in {"order_refunded", "order_paid_twice", "order_closed"}:
        return owe(payment or pay(order)).pk
    if kind == "debit_failed":
        checkout = Checkout.objects.create(order=order, number=1, expires_at=order.created_at)
        return checkout.pk
    return order.public_id


NOTES = [
    (mail_kinds.ORDER_WAITING, "will be in the next scroll", "האותיות יינתנו"),
    (mail_kinds.ORDER_REVIEW, "About your payment", "בעניין התשלום"),
    (mail_kinds.DEBIT_FAILED, "did not go through", "התשלום לא הושלם"),
    (mail_kinds.ORDER_REFUNDED, "Refund of $3.00", "החזר בסך $3.00"),
    (mail_kinds.ORDER_PAID_TWICE, "Paid twice", "שולם פעמיים"),
    (mail_kinds.ORDER_CLOSED, "No letter could be given", "לא היה אפשר לתת אות"),
]


@pytest.mark.parametrize(("kind", "english", "hebrew"), NOTES)
def test_each_note_is_written_in_both_languages(
    order: Order, kind: str, english: str, hebrew: str
) -> None:
    about = about_of(kind, order)
    letter = sent(kind, about, "en")
    assert english in letter.subject
    assert english in letter.body
    assert english in html(letter)
    Message.objects.all().delete()
    letter = sent(kind, about, "he")
    assert hebrew in letter.subject
    assert 'dir="rtl"' in html(letter)


@pytest.mark.parametrize("kind", [kind for kind, _, _ in NOTES])
def test_each_note_leads_to_the_order(order: Order, kind: str) -> None:
    letter = sent(kind, about_of(kind, order))
    address = f"http://testserver/orders/{order.public_id}/"
    assert address in letter.body
    assert f'href="{address}"' in html(letter)


def test_the_mail_of_a_paid_order_brings_the_receipt(order: Order) -> None:
    pay(order)
    letter = fulfilled(order)
    files = {attached[0]: attached[1] for attached in letter.attachments}
    assert set(files) == {"certificates.pdf", "receipt-000001.pdf"}
    assert "$3.00" in words(files["receipt-000001.pdf"])
    assert len(PdfReader(BytesIO(files["certificates.pdf"])).pages) == 3
    assert "Receipt 000001" in letter.body


def test_the_same_mail_again_has_the_same_number(order: Order) -> None:
    pay(order)
    fulfilled(order)
    fulfilled(order)
    assert Receipt.objects.get().number == 1


def test_an_honorific_runs_with_its_name(order: Order) -> None:
    pay(order)
    assert "<bdi>אברהם בן יעקב לוי <span" in html(fulfilled(order))


def test_what_the_fund_paid_brings_no_receipt(order: Order) -> None:
    pay(order, method=Method.FUND)
    letter = fulfilled(order)
    assert [attached[0] for attached in letter.attachments] == ["certificates.pdf"]
    assert "paid for by the fund for sponsored letters." in letter.body
    assert "Total" not in html(letter)


def test_a_letter_given_back_before_the_mail_went_is_not_promised(order: Order) -> None:
    payment = pay(order)
    line = order.lines.first()
    assert line
    line.refund = owe(payment, amount=100, state="succeeded")
    line.save()
    release([line.inscription_id])
    letter = fulfilled(order)
    assert letter.body.count("The payment for this letter was returned.") == 1
    assert letter.body.count("Parshas") == 2


def test_an_order_given_back_before_the_mail_went_has_no_certificates(order: Order) -> None:
    payment = pay(order)
    order.lines.update(refund=owe(payment, state="succeeded"))
    release(list(order.lines.values_list("inscription_id", flat=True)))
    letter = fulfilled(order)
    assert [attached[0] for attached in letter.attachments] == ["receipt-000001.pdf"]
    assert "ready to print" not in letter.body


@pytest.fixture
def of_one(order: Order) -> Refund:
    """The refund of the first of three letters."""
    row = owe(pay(order), amount=100)
    order.lines.filter(position=1).update(refund=row)
    return row


def test_a_refund_names_the_letters_that_return(of_one: Refund) -> None:
    letter = sent(mail_kinds.ORDER_REFUNDED, of_one.pk)
    assert "The letter for this name has been returned" in letter.body
    assert "יוסף בן חנה לוי" in letter.body
    assert "<bdi" in html(letter)
    assert "Mushka" not in letter.body


def test_a_refund_says_the_same_once_the_letter_has_returned(of_one: Refund) -> None:
    release(list(of_one.lines.values_list("inscription_id", flat=True)))
    of_one.state = Refund.State.SUCCEEDED
    of_one.save()
    letter = sent(mail_kinds.ORDER_REFUNDED, of_one.pk)
    assert "The letter for this name has been returned" in letter.body


def test_a_letter_of_a_full_scroll_stays(of_one: Refund) -> None:
    Scroll.objects.update(state="full")
    letter = sent(mail_kinds.ORDER_REFUNDED, of_one.pk)
    assert "The letter for this name remains" in letter.body
    assert "has been returned" not in letter.body


def test_where_no_letter_was_drawn_none_is_spoken_of(order: Order) -> None:
    payment = pay(order, amount=1)
    letter = sent(mail_kinds.ORDER_REFUNDED, owe(payment, reason="unfit").pk)
    assert "The letter" not in letter.body
    assert not Letter.objects.assigned().exists()


def test_the_bank_shows_a_card_refund_in_some_days(of_one: Refund) -> None:
    assert "5 to 10 days" in sent(mail_kinds.ORDER_REFUNDED, of_one.pk).body


def test_money_sent_by_hand_has_its_reference(order: Order) -> None:
    row = owe(pay(order, method=Method.TRANSFER), state="succeeded", reference="FT 9-1")
    letter = sent(mail_kinds.ORDER_REFUNDED, row.pk)
    assert "FT 9-1" in letter.body
    assert "5 to 10 days" not in letter.body


@pytest.mark.parametrize("kind", ["order_refunded", "order_paid_twice", "order_closed"])
def test_a_refund_that_failed_meanwhile_is_not_promised(order: Order, kind: str) -> None:
    row = owe(pay(order), state="failed")
    letter = sent(kind, row.pk)
    assert "could not return your money" in letter.subject
    assert "is being returned" not in letter.body


def test_a_failed_debit_can_be_paid_in_another_way(order: Order) -> None:
    letter = sent(mail_kinds.DEBIT_FAILED, about_of("debit_failed", order))
    assert "you can pay in another way" in letter.body


def test_a_failed_debit_of_an_order_paid_since_asks_for_nothing(order: Order) -> None:
    about = about_of("debit_failed", order)
    pay(order)
    letter = sent(mail_kinds.DEBIT_FAILED, about)
    assert "pay in another way" not in letter.body


@pytest.mark.parametrize("language", ["en", "he"])
def test_the_summary_is_a_pdf_of_the_year(make_order: Callable[..., Order], language: str) -> None:
    first = pay(make_order(), "pi_1")
    pay(make_order(form_token="two"), "pi_2")
    year = first.received_at.year
    about = f"{first.order.purchaser_id}:{year}:{year}-12-01"
    letter = sent(mail_kinds.YEARLY_SUMMARY, about, language)
    ((name, pdf, _kind),) = [tuple(attached) for attached in letter.attachments]
    assert name == f"summary-{year}.pdf"
    assert str(year) in letter.subject
    assert {number for number in ("000001", "000002") if number in words(pdf)} == {
        "000001",
        "000002",
    }


def test_every_kind_has_its_composer() -> None:
    kinds = {value for name, value in vars(mail_kinds).items() if name.isupper()}
    assert kinds <= set(composers._composers)


def test_every_mail_about_an_order_knows_where_its_buyer_rests(order: Order) -> None:
    Order.objects.update(zone=MELBOURNE)
    order.refresh_from_db()
    payment = pay(order)
    with transaction.atomic():
        owe_mail(owe(payment), order)
    told = dict(Message.objects.values_list("kind", "zone"))
    assert told == dict.fromkeys([mail_kinds.ORDER_FULFILLED, mail_kinds.ORDER_REFUNDED], MELBOURNE)
