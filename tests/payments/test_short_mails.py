"""Mails about orders and money, in both languages."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from pypdf import PdfReader

from letters.holders.inscriptions import release_letters
from letters.models import Letter, Scroll
from messaging import composers, delivery
from messaging.models import Message
from payments import mail_kinds
from payments.models import Checkout, Method, Order, Payment, Receipt, Refund
from payments.refunds.transitions import enqueue_mail
from tests.payments.receipts.samples import pay, text_of

MELBOURNE = "Australia/Melbourne"


def sent(kind: str, about: object, language: str = "en") -> EmailMultiAlternatives:
    """Send a message of this kind from the outbox; return the mail."""
    message = Message.objects.create(
        kind=kind, about=str(about), recipient="chana@example.org", language=language
    )
    delivery.send(message.pk)
    message.refresh_from_db()
    assert message.error == ""
    last = mail.outbox[-1]
    assert isinstance(last, EmailMultiAlternatives)
    return last


def html(mail: EmailMultiAlternatives) -> str:
    return str(mail.alternatives[0][0])


def fulfilled(order: Order) -> EmailMultiAlternatives:
    """Send the mail of a fulfilled order again; return it."""
    Message.objects.all().delete()
    return sent(mail_kinds.ORDER_FULFILLED, order.public_id)


def make_refund(payment: Payment, **changes: Any) -> Refund:
    fields = {"amount": payment.amount, "reason": "requested", "state": "pending", **changes}
    return Refund.objects.create(payment=payment, currency=payment.currency, **fields)


def about_of(kind: str, order: Order) -> object:
    """The `about` of a message of this kind about the order."""
    payment = Payment.objects.filter(order=order).first()
    if kind in {"order_refunded", "order_paid_twice", "order_closed"}:
        return make_refund(payment or pay(order)).pk
    if kind == "debit_failed":
        checkout = Checkout.objects.create(order=order, number=1, expires_at=order.created_at)
        return checkout.pk
    return order.public_id


SHORT_MAILS = [
    (mail_kinds.ORDER_WAITING, "will be in the next scroll", "האותיות יינתנו"),
    (mail_kinds.ORDER_REVIEW, "About your payment", "בעניין התשלום"),
    (mail_kinds.DEBIT_FAILED, "did not go through", "התשלום לא הושלם"),
    (mail_kinds.ORDER_REFUNDED, "Refund of $3.00", "החזר בסך $3.00"),
    (mail_kinds.ORDER_PAID_TWICE, "Paid twice", "שולם פעמיים"),
    (mail_kinds.ORDER_CLOSED, "No letter could be given", "לא היה אפשר לתת אות"),
]


@pytest.mark.parametrize(("kind", "english", "hebrew"), SHORT_MAILS)
def test_short_mail_is_written_in_both_languages(
    order: Order, kind: str, english: str, hebrew: str
) -> None:
    about = about_of(kind, order)
    sent_mail = sent(kind, about, "en")
    assert english in sent_mail.subject
    assert english in sent_mail.body
    assert english in html(sent_mail)
    Message.objects.all().delete()
    sent_mail = sent(kind, about, "he")
    assert hebrew in sent_mail.subject
    assert 'dir="rtl"' in html(sent_mail)


@pytest.mark.parametrize("kind", [kind for kind, _, _ in SHORT_MAILS])
def test_short_mail_links_to_the_order(order: Order, kind: str) -> None:
    sent_mail = sent(kind, about_of(kind, order))
    address = f"http://testserver/orders/{order.public_id}/"
    assert address in sent_mail.body
    assert f'href="{address}"' in html(sent_mail)


def test_order_fulfilled_has_certificates_and_receipt(order: Order) -> None:
    pay(order)
    sent_mail = fulfilled(order)
    files = {attached[0]: attached[1] for attached in sent_mail.attachments}
    assert set(files) == {"certificates.pdf", "receipt-000001.pdf"}
    assert "$3.00" in text_of(files["receipt-000001.pdf"])
    assert len(PdfReader(BytesIO(files["certificates.pdf"])).pages) == 3
    assert "Receipt 000001" in sent_mail.body


def test_order_fulfilled_sent_again_has_the_same_receipt_number(order: Order) -> None:
    pay(order)
    fulfilled(order)
    fulfilled(order)
    assert Receipt.objects.get().number == 1


def test_order_fulfilled_shows_the_honorific_with_its_name(order: Order) -> None:
    pay(order)
    assert "<bdi>אברהם בן יעקב לוי <span" in html(fulfilled(order))


def test_order_fulfilled_by_the_fund_has_no_receipt(order: Order) -> None:
    pay(order, method=Method.FUND)
    sent_mail = fulfilled(order)
    assert [attached[0] for attached in sent_mail.attachments] == ["certificates.pdf"]
    assert "paid for by the fund for sponsored letters." in sent_mail.body
    assert "Total" not in html(sent_mail)


def test_order_fulfilled_omits_a_letter_refunded_meanwhile(order: Order) -> None:
    payment = pay(order)
    line = order.lines.first()
    assert line
    line.refund = make_refund(payment, amount=100, state="succeeded")
    line.save()
    release_letters([line.inscription_id])
    sent_mail = fulfilled(order)
    assert sent_mail.body.count("The payment for this letter was returned.") == 1
    assert sent_mail.body.count("Parshas") == 2


def test_order_fulfilled_of_a_refunded_order_has_no_certificates(order: Order) -> None:
    payment = pay(order)
    order.lines.update(refund=make_refund(payment, state="succeeded"))
    release_letters(list(order.lines.values_list("inscription_id", flat=True)))
    sent_mail = fulfilled(order)
    assert [attached[0] for attached in sent_mail.attachments] == ["receipt-000001.pdf"]
    assert "ready to print" not in sent_mail.body


@pytest.fixture
def first_letter_refunded(order: Order) -> Refund:
    """A refund of the first of three letters."""
    row = make_refund(pay(order), amount=100)
    order.lines.filter(position=1).update(refund=row)
    return row


def test_order_refunded_names_the_letters_that_return(first_letter_refunded: Refund) -> None:
    sent_mail = sent(mail_kinds.ORDER_REFUNDED, first_letter_refunded.pk)
    assert "The letter for this name has been returned" in sent_mail.body
    assert "יוסף בן חנה לוי" in sent_mail.body
    assert "<bdi" in html(sent_mail)
    assert "Mushka" not in sent_mail.body


def test_order_refunded_is_the_same_once_the_letter_has_returned(
    first_letter_refunded: Refund,
) -> None:
    release_letters(list(first_letter_refunded.lines.values_list("inscription_id", flat=True)))
    first_letter_refunded.state = Refund.State.SUCCEEDED
    first_letter_refunded.save()
    sent_mail = sent(mail_kinds.ORDER_REFUNDED, first_letter_refunded.pk)
    assert "The letter for this name has been returned" in sent_mail.body


def test_order_refunded_says_that_a_letter_of_a_full_scroll_stays(
    first_letter_refunded: Refund,
) -> None:
    Scroll.objects.update(state="full")
    sent_mail = sent(mail_kinds.ORDER_REFUNDED, first_letter_refunded.pk)
    assert "The letter for this name remains" in sent_mail.body
    assert "has been returned" not in sent_mail.body


def test_order_refunded_without_letters_does_not_mention_them(order: Order) -> None:
    payment = pay(order, amount=1)
    sent_mail = sent(mail_kinds.ORDER_REFUNDED, make_refund(payment, reason="mismatch").pk)
    assert "The letter" not in sent_mail.body
    assert not Letter.objects.assigned().exists()


def test_order_refunded_to_a_card_names_the_banks_delay(first_letter_refunded: Refund) -> None:
    assert "5 to 10 days" in sent(mail_kinds.ORDER_REFUNDED, first_letter_refunded.pk).body


def test_order_refunded_by_transfer_has_its_reference(order: Order) -> None:
    row = make_refund(pay(order, method=Method.TRANSFER), state="succeeded", reference="FT 9-1")
    sent_mail = sent(mail_kinds.ORDER_REFUNDED, row.pk)
    assert "FT 9-1" in sent_mail.body
    assert "5 to 10 days" not in sent_mail.body


@pytest.mark.parametrize("kind", ["order_refunded", "order_paid_twice", "order_closed"])
def test_refund_mail_of_a_failed_refund_promises_nothing(order: Order, kind: str) -> None:
    row = make_refund(pay(order), state="failed")
    sent_mail = sent(kind, row.pk)
    assert "could not return your money" in sent_mail.subject
    assert "is being returned" not in sent_mail.body


def test_debit_failed_offers_another_payment_method(order: Order) -> None:
    sent_mail = sent(mail_kinds.DEBIT_FAILED, about_of("debit_failed", order))
    assert "can pay in another way" in sent_mail.body


def test_debit_failed_of_an_order_paid_meanwhile_offers_nothing(order: Order) -> None:
    about = about_of("debit_failed", order)
    pay(order)
    sent_mail = sent(mail_kinds.DEBIT_FAILED, about)
    assert "pay in another way" not in sent_mail.body


@pytest.mark.parametrize("language", ["en", "he"])
def test_yearly_summary_has_a_pdf_of_all_receipts(
    make_order: Callable[..., Order], language: str
) -> None:
    first = pay(make_order(), "pi_1")
    pay(make_order(form_token="two"), "pi_2")
    year = first.received_at.year
    about = f"{first.order.purchaser_id}:{year}:{year}-12-01"
    sent_mail = sent(mail_kinds.YEARLY_SUMMARY, about, language)
    ((name, pdf, _kind),) = [tuple(attached) for attached in sent_mail.attachments]
    assert name == f"summary-{year}.pdf"
    assert str(year) in sent_mail.subject
    assert {number for number in ("000001", "000002") if number in text_of(pdf)} == {
        "000001",
        "000002",
    }


def test_mail_kinds_all_have_a_composer() -> None:
    kinds = {value for name, value in vars(mail_kinds).items() if name.isupper()}
    assert kinds <= set(composers._composers)


def test_order_mails_have_the_purchasers_time_zone(order: Order) -> None:
    Order.objects.update(zone=MELBOURNE)
    order.refresh_from_db()
    payment = pay(order)
    with transaction.atomic():
        enqueue_mail(make_refund(payment), order)
    zones = dict(Message.objects.values_list("kind", "zone"))
    assert zones == dict.fromkeys(
        [mail_kinds.ORDER_FULFILLED, mail_kinds.ORDER_REFUNDED], MELBOURNE
    )
