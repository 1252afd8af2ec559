"""The receipt of an order, and the request for a yearly summary."""

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.http.methods import post_only
from core.printing.paper import PAPERS
from payments.models import Order, Payment
from payments.orders.access import order_view
from payments.receipts import document
from payments.receipts.issue import (
    issue_receipt,
    payment_day,
    receipt_document,
    receiptable_payment,
)
from payments.receipts.yearly import AlreadyRequested, request_summary


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """An inline PDF that search engines must not index."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _payment_or_404(order: Order) -> Payment:
    payment = receiptable_payment(order.public_id)
    if payment is None:
        raise Http404
    return payment


@never_cache
@require_safe
@order_view
def order_receipt(request: HttpRequest, order: Order) -> HttpResponse:
    """The receipt in the language of the order; numbered on the first request."""
    payment = _payment_or_404(order)
    paper = request.GET.get("paper", "a4")
    if paper not in PAPERS:
        return HttpResponse(
            _("This certificate is available on A4 or US Letter paper."), status=400
        )
    receipt = issue_receipt(payment)
    receipt_data = receipt_document(receipt, language=payment.order.language, paper=paper)
    return pdf_response(document.render(receipt_data), f"receipt-{receipt}")


@post_only
@order_view
def order_summary(request: HttpRequest, order: Order) -> HttpResponse:
    """Send the summary of the order's year, by mail only: this page's URL may be shared."""
    payment = _payment_or_404(order)
    # One answer: that it was asked for today already is known at another order of the address.
    with suppress(AlreadyRequested):
        request_summary(order=payment.order, year=payment_day(payment).civil.year)
    messages.success(
        request,
        _("The summary comes by e-mail, once a day. Please check your e-mail in a few minutes."),
    )
    return redirect("order", order.public_id)
