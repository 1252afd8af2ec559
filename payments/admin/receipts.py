"""Receipts in the admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from core.admin.decorators import action
from core.amounts.money import format_money
from core.forms.text_input import parse_positive_int
from letters.admin import EstimatedPaginator, ReadOnlyAdmin
from payments.models import Receipt
from payments.pages.receipts import pdf_response
from payments.receipts import document
from payments.receipts.issue import payment_day, receipt_document
from payments.receipts.yearly import year_document


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """Receipts by number, with their PDFs."""

    list_display = ["__str__", "email", "amount", "issued_at"]
    list_select_related = ["payment__order__purchaser"]
    search_fields = ["number"]
    search_help_text = _("A receipt’s number, or an e-mail address")
    ordering = ["-number"]
    paginator = EstimatedPaginator
    readonly_fields = ["email", "amount"]
    actions_detail = ["a4", "letter", "year"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Receipt], term: str
    ) -> tuple[QuerySet[Receipt], bool]:
        """By number, with or without its zeros, or by e-mail address."""
        term = term.strip()
        if not term:
            return queryset, False
        if number := parse_positive_int(term[-9:]):
            return queryset.filter(number=number), False
        return queryset.filter(payment__order__purchaser__email__icontains=term), False

    @admin.display(description=_("purchaser"))
    def email(self, receipt: Receipt) -> str:
        return receipt.payment.order.purchaser.email

    @admin.display(description=_("amount"))
    def amount(self, receipt: Receipt) -> str:
        return format_money(receipt.payment.amount, receipt.payment.currency)

    @action(description=_("Receipt, A4"), url_path="a4", permissions=["view"])
    def a4(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return _receipt_pdf(object_id, "a4")

    @action(description=_("Receipt, US Letter"), url_path="letter", permissions=["view"])
    def letter(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return _receipt_pdf(object_id, "letter")

    @action(description=_("Summary of its year"), url_path="year", permissions=["view"])
    def year(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """All receipts of this purchaser in the year of this receipt."""
        payment = _get_receipt(object_id).payment
        year = payment_day(payment).civil.year
        order = payment.order
        summary = year_document(order.purchaser, year, zone=order.zone, language=order.language)
        return pdf_response(document.render_year(summary), f"summary-{year}")


def _get_receipt(object_id: str) -> Receipt:
    receipts = Receipt.objects.select_related("payment__order__purchaser")
    return get_object_or_404(receipts, pk=parse_positive_int(object_id))


def _receipt_pdf(object_id: str, paper: str) -> HttpResponse:
    receipt = _get_receipt(object_id)
    content = receipt_document(receipt, language=receipt.payment.order.language, paper=paper)
    return pdf_response(document.render(content), f"receipt-{receipt}")
