"""The day and the paper of what a purchaser gets, by where the purchaser is."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pypdf import PdfReader

from letters.certificates.contents import certificate_document
from letters.models import Certificate
from messaging.composers import compose
from messaging.models import Message
from payments import mail_kinds
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Method, Order, Payment
from payments.orders.place import Locality
from payments.receipts.issue import issue_receipt, receipt_document

LETTER_WIDTHS = {612, 792}  # points, upright and across


@pytest.fixture
def paid(make_order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Order]:
    """Pay an order at a local time in a zone."""

    def pay(zone: str, clock: str, **changes: Any) -> Order:
        moment = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone))
        order = make_order(zone=zone, **changes)
        with monkeypatch.context() as patched:
            patched.setattr(timezone, "now", lambda: moment)
            incoming = IncomingPayment("pi_1", "", order.total, order.currency, Method.STRIPE)
            record_and_apply(order_id=order.pk, incoming=incoming)
        Payment.objects.update(received_at=moment)
        order.refresh_from_db()
        return order

    return pay


def confirmation(order: Order) -> EmailMultiAlternatives:
    message = Message.objects.get(kind=mail_kinds.ORDER_FULFILLED, about=order.public_id)
    mail = compose(message)
    assert isinstance(mail, EmailMultiAlternatives)
    return mail


@pytest.mark.parametrize(
    ("zone", "clock", "civil", "jewish"),
    [
        ("Asia/Jerusalem", "2026-11-23 22:48", "23 November 2026", "14 Kislev 5787"),
        ("Asia/Jerusalem", "2026-11-23 12:00", "23 November 2026", "13 Kislev 5787"),
        ("Australia/Melbourne", "2026-11-30 08:00", "30 November 2026", "20 Kislev 5787"),
        ("America/New_York", "2026-11-27 17:30", "27 November 2026", "18 Kislev 5787"),
    ],
)
def test_certificate_receipt_and_mail_have_the_day_where_the_purchaser_is(
    paid: Callable[..., Order], zone: str, clock: str, civil: str, jewish: str
) -> None:
    order = paid(zone, clock)
    certificate = Certificate.objects.latest("pk")
    days = [
        certificate_document(certificate, language="en", paper="a4").day,
        receipt_document(issue_receipt(Payment.objects.get()), language="en", paper="a4").day,
    ]
    assert days[0] == days[1]
    assert days[0].civil.isoformat() == clock[:10]
    mail = confirmation(order)
    assert f"{civil} · {jewish}" in mail.body
    for attached in mail.attachments:
        words = PdfReader(io.BytesIO(attached[1])).pages[0].extract_text()
        assert civil in words
        assert jewish in words


@pytest.mark.parametrize(
    ("country", "zone", "paper"),
    [
        ("US", "America/New_York", "letter"),
        ("CA", "America/Toronto", "letter"),
        ("MX", "America/Mexico_City", "letter"),
        ("GB", "America/New_York", "a4"),  # the country that the purchaser chose wins
        ("", "America/Los_Angeles", "letter"),
        ("IL", "Asia/Jerusalem", "a4"),
        ("", "UTC", "a4"),
    ],
)
def test_purchaser_is_mailed_the_paper_of_their_country(
    paid: Callable[..., Order], country: str, zone: str, paper: str
) -> None:
    order = paid(zone, timezone.now().strftime("%Y-%m-%d 12:00"), locality=Locality(country))
    mail = confirmation(order)
    assert len(mail.attachments) == 2
    for attached in mail.attachments:
        width = PdfReader(io.BytesIO(attached[1])).pages[0].mediabox.width
        assert (round(width) in LETTER_WIDTHS) == (paper == "letter")
    other = "a4" if paper == "letter" else "letter"
    for text in (str(mail.body), str(mail.alternatives[0][0])):
        assert f"paper={paper}" in text
        assert f"paper={other}" in text
