"""Read-only tables below an order."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from core.amounts.money import format_money
from payments.models import Checkout, OrderLine, Payment


class ReadOnlyInline(TabularInline):  # type: ignore[misc]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class LineInline(ReadOnlyInline):
    model = OrderLine
    fields = ["position", "inscription", "money", "refund"]
    readonly_fields = ["money"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderLine]:
        """Select the names in one query: an order may have a hundred."""
        lines: QuerySet[OrderLine] = super().get_queryset(request)
        return lines.select_related("order", "inscription__person", "refund")

    @admin.display(description=_("price"))
    def money(self, line: OrderLine) -> str:
        return line.order.show(line.price)


class CheckoutInline(ReadOnlyInline):
    model = Checkout
    fields = ["number", "state", "session_id", "created_at", "expires_at"]


class PaymentInline(ReadOnlyInline):
    model = Payment
    show_change_link = True
    fields = ["method", "reference", "money", "review_reason", "received_at"]
    readonly_fields = ["money"]

    @admin.display(description=_("amount"))
    def money(self, payment: Payment) -> str:
        return format_money(payment.amount, payment.currency)
