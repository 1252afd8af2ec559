"""Documents of receipts, and payments to issue them for."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order, Payment


def text_of(pdf: bytes) -> str:
    """The text of a PDF with normalised spaces."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pay(order: Order, reference: str = "pi_1", **changes: Any) -> Payment:
    """Pay and fulfil an order."""
    paid = IncomingPayment(
        reference=reference, session_id="", amount=order.total, currency=order.currency
    )
    record_and_apply(order_id=order.pk, incoming=replace(paid, **changes))
    return Payment.objects.select_related("order").get(reference=reference)
